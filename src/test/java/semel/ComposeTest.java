package semel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** Checks that docker/compose.yaml configures brokers, database and replicas as exactly-once needs them. */
class ComposeTest {
    private static final Path COMPOSE = Path.of("docker/compose.yaml");

    private final Map<String, ?> compose = read();
    private final Map<String, ?> services = in(compose, "services");
    private final List<String> brokers = named("kafka-");
    private final List<String> replicas = named("semel-");

    @Test
    void theClusterToleratesTheLossOfOneOfThreeBrokers() {
        assertThat(brokers).hasSize(3);
        assertThat(brokers)
                .allSatisfy(broker -> assertThat(environment(broker))
                        .containsEntry("KAFKA_PROCESS_ROLES", "broker,controller")
                        .containsEntry("KAFKA_DEFAULT_REPLICATION_FACTOR", "3")
                        .containsEntry("KAFKA_MIN_INSYNC_REPLICAS", "2")
                        .containsEntry("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "3")
                        .containsEntry("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "2")
                        .containsEntry("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "3")
                        .containsEntry("KAFKA_UNCLEAN_LEADER_ELECTION_ENABLE", "false"));
    }

    @Test
    void theBrokersAreOneClusterOfThreeNodes() {
        var voters = IntStream.range(0, brokers.size())
                .mapToObj(i -> environment(brokers.get(i)).get("KAFKA_NODE_ID") + "@" + brokers.get(i) + ":9093")
                .collect(Collectors.joining(","));
        assertThat(brokers)
                .allSatisfy(broker -> assertThat(environment(broker))
                        .containsEntry("KAFKA_CONTROLLER_QUORUM_VOTERS", voters)
                        .containsEntry("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://" + broker + ":9092"));
        assertThat(distinct(brokers, "KAFKA_NODE_ID")).isEqualTo(brokers.size());
        assertThat(distinct(brokers, "CLUSTER_ID")).isEqualTo(1);
    }

    @Test
    void everyDataFolderHasItsOwnVolume() {
        var stores = named("kafka-", "db");
        var mounts = stores.stream()
                .map(store ->
                        ((List<?>) in(services, store).get("volumes")).get(0).toString())
                .toList();
        assertThat(mounts)
                .containsExactly(
                        "kafka-1:/var/lib/kafka/data",
                        "kafka-2:/var/lib/kafka/data",
                        "kafka-3:/var/lib/kafka/data",
                        "db:/var/lib/postgresql");
        assertThat(in(compose, "volumes").keySet()).containsExactlyElementsOf(stores);
        assertThat(brokers)
                .allSatisfy(broker ->
                        assertThat(environment(broker)).containsEntry("KAFKA_LOG_DIRS", "/var/lib/kafka/data"));
    }

    @Test
    void theDatabaseKeepsCommittedDataAfterACrash() {
        assertThat(in(services, "db").get("command"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .contains("fsync=on", "synchronous_commit=on", "full_page_writes=on");
    }

    @Test
    void eachReplicaHasItsOwnInstanceIdThatSurvivesARestart() {
        assertThat(replicas).hasSize(2);
        assertThat(replicas).allSatisfy(replica -> {
            assertThat(environment(replica)).containsEntry("SEMEL_INSTANCE", replica);
            assertThat(in(services, replica)).doesNotContainKey("deploy");
        });
    }

    @Test
    void aReplicaThatExitsIsRestarted() {
        assertThat(replicas)
                .allSatisfy(replica ->
                        assertThat(in(services, replica).get("restart")).isEqualTo("unless-stopped"));
    }

    @Test
    void everyReplicaKnowsAllBrokersAndStartsAfterBrokersAndDatabase() {
        var bootstrap = brokers.stream().map(broker -> broker + ":9092").collect(Collectors.joining(","));
        assertThat(replicas).allSatisfy(replica -> {
            assertThat(environment(replica))
                    .containsEntry("KAFKA_BOOTSTRAP_SERVERS", bootstrap)
                    .containsEntry("SEMEL_TOPICS_REPLICATION", "3")
                    .containsEntry("SEMEL_TOPICS_MIN_INSYNC", "2");
            var awaited = in(in(services, replica), "depends_on");
            assertThat(named("kafka-", "db")).allSatisfy(service -> {
                assertThat(in(awaited, service).get("condition")).isEqualTo("service_healthy");
                assertThat(in(services, service)).containsKey("healthcheck");
            });
        });
    }

    @Test
    void everyReplicaUsesTheDatabaseThatTheImageCreates() {
        var database = environment("db");
        var name = database.get("POSTGRES_DB");
        assertThat(replicas)
                .allSatisfy(replica -> assertThat(environment(replica))
                        .containsEntry("QUARKUS_DATASOURCE_REACTIVE_URL", "postgresql://db:5432/" + name)
                        .containsEntry("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://db:5432/" + name)
                        .containsEntry("QUARKUS_DATASOURCE_USERNAME", database.get("POSTGRES_USER"))
                        .containsEntry("QUARKUS_DATASOURCE_PASSWORD", database.get("POSTGRES_PASSWORD")));
    }

    @Test
    void everyReplicaHasItsOwnPortOnTheHost() {
        assertThat(replicas.stream()
                        .map(replica -> in(services, replica).get("ports"))
                        .toList())
                .isEqualTo(List.of(List.of("8080:8080"), List.of("8081:8080")));
    }

    private List<String> named(String... prefixes) {
        return services.keySet().stream()
                .filter(name -> List.of(prefixes).stream().anyMatch(name::startsWith))
                .toList();
    }

    private long distinct(List<String> names, String key) {
        return names.stream().map(name -> environment(name).get(key)).distinct().count();
    }

    private Map<String, String> environment(String service) {
        return in(in(services, service), "environment").entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().toString()));
    }

    private static Map<String, ?> in(Map<String, ?> parent, String key) {
        return keyed(parent.get(key));
    }

    private static Map<String, ?> keyed(Object node) {
        assertThat(node).isInstanceOf(Map.class);
        var inFileOrder = new LinkedHashMap<String, Object>();
        ((Map<?, ?>) node).forEach((key, value) -> inFileOrder.put(key.toString(), value));
        return inFileOrder;
    }

    private static Map<String, ?> read() {
        try {
            return keyed(new Yaml().load(Files.readString(COMPOSE)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
