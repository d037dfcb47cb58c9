package semel;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import semel.kit.GeneratedPage;
import semel.kit.Javadoc;

/**
 * Generates the page of all settings from the code. Quarkus' own documentation processor is not used: it writes AsciiDoc fragments that
 * another Maven plugin turns into a page, and a newcomer would have to download both.
 */
class ConfigurationPageTest {
    private static final Path PAGE = Path.of("docs", "reference", "configuration.md");

    /** Packages in the order of the data flow. */
    private static final List<String> FLOW =
            List.of("kafka", "sql", "intake", "decision", "projection", "view", "audit", "operation", "access");

    private static final Pattern INJECTED = Pattern.compile("@ConfigProperty\\(name = \"(semel\\.[a-z.-]+)\"");
    private static final Pattern SANDBOX_PORT = Pattern.compile("\"(semel\\.sandbox\\.[a-z]+-port)\"");

    private static final Path MAIN = Path.of("src", "main", "java");
    private static final List<Map.Entry<Path, String>> SOURCES = sources();
    private static final Properties SETTINGS = settings();
    private static final Map<Class<?>, Map<String, String>> JAVADOC = new ConcurrentHashMap<>();

    private static List<Map.Entry<Path, String>> sources() {
        try (var files = Files.walk(MAIN)) {
            var sources = new ArrayList<Map.Entry<Path, String>>();
            for (var file : files.filter(Files::isRegularFile).toList()) {
                sources.add(Map.entry(file, Files.readString(file)));
            }
            return sources;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Properties settings() {
        var settings = new Properties();
        try (var file = Files.newInputStream(Path.of("src", "main", "resources", "application.properties"))) {
            settings.load(file);
            return settings;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** A setting and the method of its mapping. */
    private record Key(String name, Method method, Property property) {}

    @Test
    void everyKeyHasAnExplanation() {
        assertThat(mappings()
                        .flatMap(mapping -> keys(mapping).stream()
                                .filter(key -> explanation(mapping, key).isEmpty())
                                .map(Key::name)))
                .as("keys without Javadoc")
                .isEmpty();
    }

    @Test
    void thePageNamesEveryKeyThatIsReadWithoutAMapping() throws IOException {
        var page = Files.readString(PAGE);
        assertThat(SOURCES.stream()
                        .flatMap(source -> Stream.of(INJECTED, SANDBOX_PORT)
                                .flatMap(read -> read.matcher(source.getValue()).results()))
                        .map(key -> "`" + key.group(1) + "`"))
                .isNotEmpty()
                .allMatch(page::contains);
    }

    @Test
    void thePageIsUpToDate() throws IOException {
        GeneratedPage.isTodays(PAGE, page(), ConfigurationPageTest.class);
    }

    private String page() {
        return """
            # Configuration

            Generated from the Javadoc of the `@ConfigMapping` interfaces by `ConfigurationPageTest`; do not edit.

            A setting is given in one of these ways, the first one wins: as a system property (`-Dsemel.instance=semel-0`), as an
            environment variable (`SEMEL_INSTANCE=semel-0`), or in `application.properties`. The keys under `semel.` are read when
            the application starts.

            - A *duration* is a number with `ms`, `s`, `m`, `h` or `d`, for example `150ms`. A number alone means seconds.
            - A *size* is in bytes; `K`, `M` and `G` are powers of 1024.

            ## Required outside dev mode

            | key | environment | what it is |
            |---|---|---|
            | `semel.instance` | `SEMEL_INSTANCE` | The id of the replica: stable over restarts, unique among the replicas, for example `semel-0`. The transactional id and the group instance ids are made from it. Of two replicas with the same id the newer one wins |
            | `semel.security` | `SEMEL_SECURITY` | [Who may do what](#semelsecurity) |
            | `kafka.bootstrap.servers` | `KAFKA_BOOTSTRAP_SERVERS` | The brokers, `host:port` separated by commas ([how to connect Kafka](../how-to/connect-kafka.md)) |
            | `quarkus.datasource.reactive.url` | `QUARKUS_DATASOURCE_REACTIVE_URL` | The database, `postgresql://host:port/name` ([how to connect PostgreSQL](../how-to/connect-postgresql.md)) |
            | `quarkus.datasource.jdbc.url` | `QUARKUS_DATASOURCE_JDBC_URL` | The same database for migrations, `jdbc:postgresql://host:port/name` |
            | `quarkus.datasource.username` | `QUARKUS_DATASOURCE_USERNAME` | Its user |
            | `quarkus.datasource.password` | `QUARKUS_DATASOURCE_PASSWORD` | The user's password |

            In dev mode `./mvnw` starts a broker and a database unless these settings name others.
            %s
            ## Dev mode

            Only as system properties, for example `./mvnw -Dsemel.sandbox.broker-port=0`. `0` is any free port; a port that is taken is
            replaced by a free one.

            | key | default | what it is |
            |---|---|---|
            | `semel.sandbox.broker-port` | `9092` | Port of the local broker |
            | `semel.sandbox.database-port` | `55432` | Port of the local PostgreSQL |
            | `semel.sandbox.lab-port` | `8081` | Port of the [lab's REST interface](commands.md#the-lab-in-dev-mode) |

            ## Settings of Quarkus and Kafka

            Every setting of Quarkus and of Kafka's clients can be given. These are the ones that operators set:

            | key | set here to | what it is | more |
            |---|---|---|---|
            %s
            The other settings in `application.properties` are what exactly-once relies on, each with its reason beside it. A client that is
            configured otherwise is refused at the start.
            """.formatted(
                        mappings().map(this::section).collect(Collectors.joining()),
                        others().entrySet().stream()
                                .map(other -> "| `%s` | %s | %s |\n"
                                        .formatted(other.getKey(), value(other.getKey(), null), other.getValue()))
                                .collect(Collectors.joining()));
    }

    /** @return settings that another page explains, each with its cells of explanation and link */
    private static Map<String, String> others() {
        var kafka = " | [how to connect Kafka](../how-to/connect-kafka.md)";
        var database = " | [how to connect PostgreSQL](../how-to/connect-postgresql.md)";
        var access = " | [how to secure it](../how-to/secure.md)";
        var proxy = " | [how to run it behind a proxy](../how-to/behind-a-proxy.md)";
        var stopping = " | [how to deploy it](../how-to/deploy.md)";
        var output = " | [logs and traces](logs-and-traces.md)";
        return new TreeMap<>(
                Map.ofEntries(
                        Map.entry(
                                "kafka.*",
                                "Any setting of all Kafka clients, for example `kafka.security.protocol`" + kafka),
                        Map.entry(
                                "kafka.tls-configuration-name",
                                "A TLS configuration of Quarkus (`quarkus.tls.<name>.*`) for all Kafka clients"
                                        + kafka),
                        Map.entry(
                                "quarkus.datasource.reactive.max-size",
                                "Connections of a replica to the database" + database),
                        Map.entry(
                                "quarkus.datasource.reactive.max-lifetime",
                                "How long a connection is used before a new one replaces it" + database),
                        Map.entry("quarkus.http.port", "Port of the REST interface; 8080 by default" + stopping),
                        Map.entry(
                                "quarkus.http.limits.max-connections",
                                "Connections of clients at once; below the process' limit of open files" + stopping),
                        Map.entry(
                                "quarkus.http.root-path",
                                "The path before all routes; set when the application is built" + proxy),
                        Map.entry(
                                "quarkus.http.non-application-root-path",
                                "The path of health, metrics and OpenAPI; set when the application is built" + proxy),
                        Map.entry(
                                "quarkus.management.enabled",
                                "Health, metrics and OpenAPI on a port of their own; set when the application is built"
                                        + proxy),
                        Map.entry(
                                "quarkus.http.proxy.*",
                                "Which headers of a proxy are believed, and of which proxies" + proxy),
                        Map.entry("mp.jwt.verify.issuer", "Issuer of the tokens" + access),
                        Map.entry("mp.jwt.verify.audiences", "Audiences of the tokens" + access),
                        Map.entry("mp.jwt.verify.publickey.location", "Where the public key of the tokens is" + access),
                        Map.entry(
                                "quarkus.shutdown.delay",
                                "How long a stopping replica still answers before it closes its port" + stopping),
                        Map.entry(
                                "quarkus.shutdown.timeout",
                                "How long a stopping replica waits for the requests in flight" + stopping),
                        Map.entry("quarkus.otel.sdk.disabled", "`false` turns traces on" + output),
                        Map.entry("quarkus.otel.exporter.otlp.endpoint", "Where traces are sent" + output),
                        Map.entry(
                                "quarkus.log.console.json.enabled",
                                "JSON lines in production, text in dev mode" + output),
                        Map.entry(
                                "java.io.tmpdir",
                                "A system property of the JVM: the folder from which native codecs are loaded |"
                                        + " [decision"
                                        + " 0021](../explanation/decisions/0021-what-cannot-be-decompressed-is-refused-at-start.md)")));
    }

    private String section(Class<?> mapping) {
        var prefix = mapping.getAnnotation(ConfigMapping.class).prefix();
        return """

            ## `%s`

            %s

            | key | type | default | environment | what it is |
            |---|---|---|---|---|
            %s\
            """.formatted(
                        prefix,
                        documentation(mapping).get(mapping.getSimpleName()),
                        keys(mapping).stream()
                                .map(key -> "| `%s` | %s | %s | `%s` | %s |\n"
                                        .formatted(
                                                key.name(),
                                                type(key.method().getGenericReturnType()),
                                                value(key.name(), key.property().getDefaultValue()),
                                                variable(key.name()),
                                                explanation(mapping, key).orElse("")))
                                .collect(Collectors.joining()));
    }

    private static Stream<Class<?>> mappings() {
        return SOURCES.stream()
                .filter(source -> source.getValue().contains("@ConfigMapping("))
                .<Class<?>>map(source -> type(source.getKey()))
                .sorted(Comparator.<Class<?>>comparingInt(
                                type -> FLOW.indexOf(type.getPackageName().substring("semel.".length())))
                        .thenComparing(type -> !type.getSimpleName().equals("TopicsConfig"))
                        .thenComparing(Class::getSimpleName));
    }

    private static Class<?> type(Path source) {
        var name = MAIN.relativize(source).toString().replaceAll("\\.java$", "");
        try {
            return Class.forName(name.replace(File.separatorChar, '.'));
        } catch (ClassNotFoundException none) {
            throw new AssertionError(none);
        }
    }

    /** @return the keys as SmallRye Config names them, in the order of their Javadoc */
    private static List<Key> keys(Class<?> mapping) {
        var order = List.copyOf(documentation(mapping).keySet());
        return ConfigMappings.getProperties(ConfigClass.configClass(mapping)).entrySet().stream()
                .filter(key -> !key.getKey().contains("[")) // items of lists
                .map(key -> new Key(key.getKey(), key.getValue().getMethod(), key.getValue()))
                .sorted(Comparator.comparingInt(key -> order.indexOf(member(mapping, key))))
                .toList();
    }

    private static String member(Class<?> mapping, Key key) {
        return mapping.getSimpleName() + "." + key.method().getName();
    }

    private static Map<String, String> documentation(Class<?> mapping) {
        return JAVADOC.computeIfAbsent(mapping, ConfigurationPageTest::read);
    }

    private static Map<String, String> read(Class<?> mapping) {
        try {
            return Javadoc.of(mapping);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Optional<String> explanation(Class<?> mapping, Key key) {
        return Optional.ofNullable(documentation(mapping).get(member(mapping, key)));
    }

    private static String type(Type type) {
        if (type instanceof ParameterizedType generic) {
            var of = type(generic.getActualTypeArguments()[0]);
            return generic.getRawType() == List.class ? "list, separated by commas" : of;
        }
        var plain = (Class<?>) type;
        if (plain.isEnum()) {
            return Arrays.stream(plain.getEnumConstants())
                    .map(constant -> "`" + constant.toString().toLowerCase(Locale.ROOT) + "`")
                    .collect(Collectors.joining(" or "));
        }
        return Map.<Class<?>, String>of(
                        Duration.class, "duration",
                        MemorySize.class, "size",
                        boolean.class, "`true` or `false`",
                        String.class, "text",
                        int.class, "number",
                        short.class, "number")
                .get(plain);
    }

    /** @return the value in application.properties, otherwise the mapping's default, and the values of the profiles */
    private String value(String name, String otherwise) {
        var value = SETTINGS.getProperty(name, otherwise);
        var shown = value == null || value.isEmpty() ? "–" : "`" + value + "`";
        return shown + inProfile("dev", "dev mode", name) + inProfile("prod", "production", name);
    }

    private static String inProfile(String profile, String where, String name) {
        return SETTINGS.stringPropertyNames().stream()
                .filter(key -> key.matches("%([a-z]+,)*" + profile + "(,[a-z]+)*\\." + Pattern.quote(name)))
                .map(key -> "; in " + where + " `" + SETTINGS.getProperty(key) + "`")
                .collect(Collectors.joining());
    }

    /** @return the environment variable of the key, by MicroProfile Config's rule */
    private static String variable(String key) {
        return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
