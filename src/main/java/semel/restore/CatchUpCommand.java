package semel.restore;

import java.sql.SQLException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import semel.command.CommandConfig;
import semel.command.CommandRunner;
import semel.command.TopicReader;

/**
 * Runs {@link CatchUp} as a command, with the settings of a replica ({@link CommandConfig}). No stage may read meanwhile: all replicas must
 * be stopped, or their stages parked.
 */
public final class CatchUpCommand {
    /** The application's argument. */
    public static final String WORD = "catch-up";

    private static final int REFUSED = 1;

    private CatchUpCommand() {}

    /**
     * Prints what was restored. Exit codes: 0 for success, also if nothing was missing; 1 if it is refused, then nothing is changed;
     * 3 if broker or database do not answer, or a setting is missing. After 1 and 3 it can be run again.
     */
    public static void main(String[] arguments) {
        CommandRunner.run("No answer", () -> catchUp(arguments));
    }

    private static int catchUp(String... arguments) throws SQLException {
        if (arguments.length > 0) {
            throw new IllegalArgumentException("unknown argument " + arguments[0] + ", " + WORD + " takes none");
        }
        try {
            System.out.println(report(catchUp(CommandConfig.load())));
            return 0;
        } catch (CatchUpRefused why) {
            System.err.println("Refused, nothing is changed: " + why.getMessage());
            return REFUSED;
        }
    }

    private static CatchUp.Done catchUp(CommandConfig settings) throws SQLException {
        var broker = settings.broker();
        try (var admin = Admin.create(broker);
                var reading = new TopicReader(broker);
                var tables = settings.connect()) {
            tables.setAutoCommit(false);
            return new CatchUp(new ClusterReader(admin), reading, tables, settings.topics()).run();
        }
    }

    private static String report(CatchUp.Done done) {
        if (done.missing().isEmpty() && done.applied() == 0) {
            return "Nothing is missing: the database has all that was published.";
        }
        var rows = done.rows();
        var parts = done.missing().stream()
                .map(part -> part.partition() + ":" + part.from() + "-" + (part.to() - 1))
                .sorted()
                .collect(Collectors.joining(", "));
        return "Caught up: " + rows.decisions() + " decisions, " + rows.deadLetters() + " dead letters, "
                + rows.duplicates()
                + " duplicates and the stock of " + rows.products() + " products were taken from the topics"
                + (parts.isEmpty() ? "" : " (input offsets " + parts + ")") + ". The events of " + done.applied()
                + " partitions will be applied again. Idempotency keys and owners of requests after the backup are lost.";
    }
}
