package semel.proof;

import io.quarkus.kafka.client.runtime.KafkaRuntimeConfigProducer;
import io.quarkus.runtime.ApplicationConfig;
import io.quarkus.tls.runtime.config.TlsConfig;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.SslConfigs;
import semel.audit.AuditSettings;
import semel.wire.Codecs;
import semel.wire.Topics;

/**
 * The full proof as a command, beside a pipeline or after it: reads all topics and tables, moves nothing. It takes the
 * application's own settings, as system properties or from the environment: {@code kafka.*}, {@code quarkus.tls.*},
 * {@code semel.topics.prefix}, {@code quarkus.datasource.jdbc.url}, {@code .username} and {@code .password}.
 */
public final class ProofCommand {
    private static final int NO_ANSWER = 3;

    private ProofCommand() {}

    /** The result, with its exit code. */
    enum Verdict {
        CLEAN,
        DIRTY,
        /** Nothing is wrong, but not everything before the cut is applied yet, or a transaction is open. */
        PENDING;

        static Verdict of(Proof proof) {
            if (proof.isClean()) {
                return CLEAN;
            }
            return proof.complete() && proof.anomalies().stream().allMatch(Anomaly::isPending) ? PENDING : DIRTY;
        }

        int exitCode() {
            return ordinal();
        }
    }

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
            var proof = prove(config());
            if (List.of(arguments).contains("--json")) {
                ProofReport.json(proof, System.out);
            } else {
                ProofReport.text(proof, System.out);
            }
            System.exit(Verdict.of(proof).exitCode());
        } catch (Throwable failure) {
            // Whatever it is: threads of the clients would keep the process from ending.
            System.err.println("No verdict: " + Codecs.withoutAdvice(String.valueOf(failure.getMessage())));
            System.exit(NO_ANSWER);
        }
    }

    private static SmallRyeConfig config() {
        return new SmallRyeConfigBuilder()
                .addDefaultSources()
                .addDiscoveredConverters()
                .withMapping(Topics.class)
                .withMapping(AuditSettings.class)
                .withMapping(ApplicationConfig.class)
                .withMapping(TlsConfig.class)
                .build();
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

    /** All {@code kafka.*}, as the application's clients get them; also from the environment. */
    private static Map<String, Object> broker(SmallRyeConfig config) {
        var settings = new KafkaRuntimeConfigProducer()
                .createKafkaRuntimeConfig(config, config.getConfigMapping(ApplicationConfig.class));
        var name = (String) settings.remove(KafkaRuntimeConfigProducer.TLS_CONFIG_NAME_KEY);
        if (name != null) {
            settings.remove(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG);
            var tls = config.getConfigMapping(TlsConfig.class).namedCertificateConfig();
            if (!tls.containsKey(name)) {
                throw new IllegalStateException(
                        "kafka.tls-configuration-name is " + name + ", but quarkus.tls." + name + ".* is not set");
            }
            settings.putAll(NamedTls.settings(name, tls.get(name)));
        }
        return settings;
    }
}
