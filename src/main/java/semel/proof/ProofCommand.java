package semel.proof;

import io.quarkus.kafka.client.runtime.KafkaRuntimeConfigProducer;
import io.quarkus.runtime.ApplicationConfig;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.quarkus.tls.runtime.config.TlsConfig;
import io.smallrye.config.SmallRyeConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.SslConfigs;
import semel.audit.AuditSettings;
import semel.wire.Codecs;
import semel.wire.Topics;

/**
 * The full proof as a command, beside a pipeline or after it: reads all topics and tables, moves nothing. It takes the
 * application's own settings from where the application takes them: {@code kafka.*}, {@code quarkus.tls.*},
 * {@code semel.topics.prefix}, {@code quarkus.datasource.jdbc.url}, {@code .username} and {@code .password}.
 */
public final class ProofCommand {
    /** As the application's argument. */
    private static final String WORD = "proof";

    private static final String JSON = "--json";
    private static final int NO_ANSWER = 3;

    /** Of the database's driver, in seconds: an address where nobody answers, and a server that froze. A sort may take minutes. */
    private static final Map<String, String> PATIENCE =
            Map.of("loginTimeout", "10", "socketTimeout", "600", "tcpKeepAlive", "true");

    private ProofCommand() {}

    /** The application's own arguments. Ends the process, as {@link #main} does. */
    public static void inApplication(String... arguments) {
        if (!arguments[0].equals(WORD)) {
            refuse("unknown argument " + arguments[0] + ", the application knows only " + WORD);
        }
        main(Arrays.copyOfRange(arguments, 1, arguments.length));
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
            Stream.of(arguments).filter(argument -> !argument.equals(JSON)).forEach(unknown -> {
                throw new IllegalArgumentException("unknown argument " + unknown + ", " + WORD + " knows only " + JSON);
            });
            var proof = prove(config());
            if (arguments.length > 0) {
                ProofReport.json(proof, System.out);
            } else {
                ProofReport.text(proof, System.out);
            }
            System.exit(proof.verdict().ordinal());
        } catch (Throwable failure) {
            // Whatever it is: threads of the clients would keep the process from ending.
            refuse(why(failure));
        }
    }

    private static void refuse(String why) {
        System.err.println("No verdict: " + why);
        System.exit(NO_ANSWER);
    }

    /** With the causes, in one line. */
    private static String why(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .map(cause -> Objects.requireNonNullElse(cause.getMessage(), cause.toString()))
                .map(Codecs::withoutAdvice)
                .distinct()
                .collect(Collectors.joining(": "))
                .replaceAll("\\s+", " ");
    }

    /** From the same sources as the application, in the same order. */
    private static SmallRyeConfig config() {
        return ConfigUtils.configBuilder()
                .withMapping(Topics.class)
                .withMapping(AuditSettings.class)
                .withMapping(ApplicationConfig.class)
                .withMapping(TlsConfig.class)
                .build();
    }

    private static Proof prove(SmallRyeConfig config) throws SQLException {
        var broker = broker(config);
        var patience = config.getConfigMapping(AuditSettings.class).patience();
        try (var progress = new ReadProgress(System.err::println);
                var admin = Admin.create(broker);
                var tables = connect(config);
                var history = new Gathering(admin, broker, config.getConfigMapping(Topics.class), progress)
                        .gather(tables, List.of(), patience)) {
            return Proof.examine(history);
        }
    }

    /** What the address says itself counts more than the patience here. */
    private static Connection connect(SmallRyeConfig config) throws SQLException {
        var settings = new Properties();
        settings.putAll(PATIENCE);
        config.getOptionalValue("quarkus.datasource.username", String.class)
                .ifPresent(user -> settings.put("user", user));
        config.getOptionalValue("quarkus.datasource.password", String.class)
                .ifPresent(password -> settings.put("password", password));
        return DriverManager.getConnection(config.getValue("quarkus.datasource.jdbc.url", String.class), settings);
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
