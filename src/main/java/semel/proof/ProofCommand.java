package semel.proof;

import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import semel.audit.AuditConfig;
import semel.command.CommandConfig;

/**
 * The full proof as a command, beside a pipeline or after it: reads all topics and tables, moves nothing. It takes the
 * settings of a replica ({@link CommandConfig}).
 */
public final class ProofCommand {
    /** As the application's argument. */
    public static final String WORD = "proof";

    private static final String JSON = "--json";
    private static final int NO_ANSWER = 3;

    private ProofCommand() {}

    /**
     * Prints the result, with {@code --json} as one JSON object. Ends with 0 for CLEAN, 1 for DIRTY, 2 for PENDING, 3 if there is no verdict: broker or database do not answer, or a setting is missing.
     */
    public static void main(String[] arguments) {
        // Libraries too must not read settings and write numbers as the machine's locale has it.
        Locale.setDefault(Locale.ROOT);
        // What clients say while they work would bury the verdict.
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        Logger.getLogger("").setLevel(Level.OFF);
        try {
            Stream.of(arguments).filter(argument -> !argument.equals(JSON)).forEach(unknown -> {
                throw new IllegalArgumentException("unknown argument " + unknown + ", " + WORD + " knows only " + JSON);
            });
            var proof = prove(CommandConfig.load(AuditConfig.class));
            if (arguments.length > 0) {
                ProofReport.json(proof, System.out);
            } else {
                ProofReport.text(proof, System.out);
            }
            System.exit(proof.verdict().ordinal());
        } catch (Throwable failure) {
            // Whatever it is: threads of the clients would keep the process from ending.
            refuse(CommandConfig.why(failure));
        }
    }

    private static void refuse(String why) {
        System.err.println("No verdict: " + why);
        System.exit(NO_ANSWER);
    }

    private static Proof prove(CommandConfig settings) throws SQLException {
        var broker = settings.broker();
        var patience = settings.of(AuditConfig.class).patience();
        try (var progress = new ReadProgress(System.err::println);
                var admin = Admin.create(broker);
                var tables = settings.connect();
                var history =
                        new Gathering(admin, broker, settings.topics(), progress).gather(tables, List.of(), patience)) {
            return Proof.examine(history);
        }
    }
}
