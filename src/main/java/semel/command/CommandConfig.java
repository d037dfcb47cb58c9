package semel.command;

import io.quarkus.kafka.client.runtime.KafkaRuntimeConfigProducer;
import io.quarkus.runtime.ApplicationConfig;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.quarkus.tls.runtime.config.TlsConfig;
import io.smallrye.config.SmallRyeConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.SslConfigs;
import semel.kafka.CompressionCodecs;
import semel.kafka.TopicsConfig;

/**
 * Reads a replica's configuration for a command, from the same sources in the same order: {@code kafka.*}, {@code quarkus.tls.*},
 * {@code semel.topics.prefix}, {@code quarkus.datasource.jdbc.url}, {@code .username} and {@code .password}.
 */
public final class CommandConfig {
    /** Timeouts of the JDBC driver in seconds, for an unreachable address and a frozen server. A command's query may take minutes. */
    private static final Map<String, String> PATIENCE =
            Map.of("loginTimeout", "10", "socketTimeout", "600", "tcpKeepAlive", "true");

    private final SmallRyeConfig config;

    private CommandConfig(SmallRyeConfig config) {
        this.config = config;
    }

    /** @param mappings further config mappings, which the command reads with {@link #of} */
    public static CommandConfig load(Class<?>... mappings) {
        var builder = ConfigUtils.configBuilder()
                .withMapping(TopicsConfig.class)
                .withMapping(ApplicationConfig.class)
                .withMapping(TlsConfig.class);
        for (var mapping : mappings) {
            builder.withMapping(mapping);
        }
        return new CommandConfig(builder.build());
    }

    public <T> T of(Class<T> mapping) {
        return config.getConfigMapping(mapping);
    }

    public TopicsConfig topics() {
        return of(TopicsConfig.class);
    }

    /** Opens a connection. Parameters in the JDBC URL override the timeouts above. */
    public Connection connect() throws SQLException {
        var settings = new Properties();
        settings.putAll(PATIENCE);
        config.getOptionalValue("quarkus.datasource.username", String.class)
                .ifPresent(user -> settings.put("user", user));
        config.getOptionalValue("quarkus.datasource.password", String.class)
                .ifPresent(password -> settings.put("password", password));
        return DriverManager.getConnection(config.getValue("quarkus.datasource.jdbc.url", String.class), settings);
    }

    /** All {@code kafka.*} settings as a replica's clients get them, also those from the environment. */
    public Map<String, Object> broker() {
        var settings = new KafkaRuntimeConfigProducer().createKafkaRuntimeConfig(config, of(ApplicationConfig.class));
        var name = (String) settings.remove(KafkaRuntimeConfigProducer.TLS_CONFIG_NAME_KEY);
        if (name != null) {
            settings.remove(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG);
            var tls = of(TlsConfig.class).namedCertificateConfig();
            if (!tls.containsKey(name)) {
                throw new IllegalStateException(
                        "kafka.tls-configuration-name is " + name + ", but quarkus.tls." + name + ".* is not set");
            }
            settings.putAll(NamedTls.settings(name, tls.get(name)));
        }
        return settings;
    }

    /** @return the messages of the failure and its causes, in one line */
    public static String why(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .map(cause -> Objects.requireNonNullElse(cause.getMessage(), cause.toString()))
                .map(CompressionCodecs::withoutAdvice)
                .distinct()
                .collect(Collectors.joining(": "))
                .replaceAll("\\s+", " ");
    }
}
