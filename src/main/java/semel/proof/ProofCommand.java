package semel.proof;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import semel.audit.AuditConfig;
import semel.command.CommandConfig;
import semel.command.CommandRunner;

/**
 * Runs the full proof as a command, while a pipeline runs or after it, with the settings of a replica ({@link CommandConfig}). Reads all topics
 * and tables, and changes nothing.
 */
public final class ProofCommand {
    /** The application's argument. */
    public static final String WORD = "proof";

    private static final String JSON = "--json";

    private ProofCommand() {}

    /**
     * Prints the result, with {@code --json} as one JSON object. Exit codes: 0 for CLEAN, 1 for DIRTY, 2 for PENDING, 3 without a verdict:
     * broker or database do not answer, or a setting is missing.
     */
    public static void main(String[] arguments) {
        CommandRunner.run("No verdict", () -> prove(arguments));
    }

    private static int prove(String... arguments) throws SQLException {
        Stream.of(arguments).filter(argument -> !argument.equals(JSON)).forEach(unknown -> {
            throw new IllegalArgumentException("unknown argument " + unknown + ", " + WORD + " knows only " + JSON);
        });
        var proof = prove(CommandConfig.load(AuditConfig.class));
        if (arguments.length > 0) {
            ProofReport.json(proof, System.out);
        } else {
            ProofReport.text(proof, System.out);
        }
        return proof.verdict().ordinal();
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
