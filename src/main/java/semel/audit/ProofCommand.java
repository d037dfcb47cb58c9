package semel.audit;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.PrintStream;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import semel.wire.Topics;

/**
 * The full proof as a command, beside a pipeline or after it: reads all topics and tables, moves nothing. It takes the
 * application's own settings, as system properties or from the environment: {@code kafka.*}, {@code semel.topics.prefix},
 * {@code quarkus.datasource.jdbc.url}, {@code .username} and {@code .password}.
 */
public final class ProofCommand {
    private static final int NO_ANSWER = 3;
    private static final String KAFKA = "kafka.";

    private ProofCommand() {}

    /** What came out, with its exit code. */
    enum Verdict {
        CLEAN,
        DIRTY,
        /** Nothing is wrong but that not all before the cut is through. */
        PENDING;

        static Verdict of(Proof proof) {
            if (proof.isClean()) {
                return CLEAN;
            }
            return proof.complete() && proof.anomalies().stream().allMatch(Anomaly.Behind.class::isInstance)
                    ? PENDING
                    : DIRTY;
        }

        int exitCode() {
            return ordinal();
        }
    }

    /** Ends with 0 for CLEAN, 1 for DIRTY, 2 for PENDING, 3 where broker or database do not answer. */
    public static void main(String[] arguments) {
        // What clients say while they work would bury the verdict.
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        Logger.getLogger("").setLevel(Level.OFF);
        var config = new SmallRyeConfigBuilder()
                .addDefaultSources()
                .addDiscoveredConverters()
                .withMapping(Topics.class)
                .withMapping(AuditSettings.class)
                .build();
        try {
            var proof = prove(config);
            print(proof, System.out);
            System.exit(Verdict.of(proof).exitCode());
        } catch (SQLException | KafkaException | IllegalStateException failure) {
            System.err.println("no answer: " + failure.getMessage());
            System.exit(NO_ANSWER);
        }
    }

    private static Proof prove(SmallRyeConfig config) throws SQLException {
        var broker = broker(config);
        var patience = config.getConfigMapping(AuditSettings.class).patience();
        try (var admin = Admin.create(broker);
                var tables = DriverManager.getConnection(
                        config.getValue("quarkus.datasource.jdbc.url", String.class),
                        config.getOptionalValue("quarkus.datasource.username", String.class)
                                .orElse(null),
                        config.getOptionalValue("quarkus.datasource.password", String.class)
                                .orElse(null));
                var history = new Gathering(admin, broker, config.getConfigMapping(Topics.class))
                        .gather(tables, List.of(), patience)) {
            return Proof.examine(history);
        }
    }

    /** All {@code kafka.*}, as the application's clients get them. */
    private static Map<String, Object> broker(SmallRyeConfig config) {
        var settings = new HashMap<String, Object>();
        for (var name : config.getPropertyNames()) {
            if (name.startsWith(KAFKA)) {
                settings.put(name.substring(KAFKA.length()), config.getValue(name, String.class));
            }
        }
        Optional.ofNullable(System.getenv("KAFKA_BOOTSTRAP_SERVERS"))
                .ifPresent(servers -> settings.putIfAbsent("bootstrap.servers", servers));
        return settings;
    }

    private static void print(Proof proof, PrintStream out) {
        var counts = proof.counts();
        out.printf(
                "%s: %d requests, %d input records, %d suppressed, %d dead letters, %d events published, %d aborted, %d applied%n",
                Verdict.of(proof),
                counts.requests(),
                counts.arrivals(),
                counts.suppressed(),
                counts.deadLetters(),
                counts.published(),
                counts.aborted(),
                counts.applied());
        proof.anomalies()
                .forEach(anomaly -> out.printf(
                        "%-4s %-18s %s, see %s%n",
                        anomaly.invariant(), anomaly.getClass().getSimpleName(), anomaly.subject(), anomaly.where()));
        if (!proof.complete()) {
            out.println("and more: these are at least what is wrong");
        }
        proof.anomalies().stream()
                .map(Anomaly::invariant)
                .distinct()
                .sorted()
                .forEach(invariant -> out.printf("%s: %s%n", invariant, invariant.sentence()));
    }
}
