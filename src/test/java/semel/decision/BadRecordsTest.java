package semel.decision;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import semel.codec.EventCodec;
import semel.kit.TestServers;
import semel.kit.Witness;

/** Tests that each record that cannot be decided becomes one dead letter, and that the others in its partition are decided. */
@QuarkusTest
class BadRecordsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @ConfigProperty(name = "semel.topics.prefix")
    String prefix;

    @Inject
    TestServers servers;

    @Inject
    Admin admin;

    private final String product = "p-" + UUID.randomUUID();
    private Witness witness;
    private KafkaProducer<byte[], byte[]> producer;

    @BeforeEach
    void open() {
        witness = servers.witness();
        producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        servers.bootstrapServers,
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.LINGER_MS_CONFIG,
                        5,
                        ProducerConfig.BUFFER_MEMORY_CONFIG,
                        64 << 20,
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        4 << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterEach
    void close() {
        producer.close();
        witness.close();
    }

    @Test
    void eachBadRecordIsOneDeadLetterAndTheOthersAreDecided() throws Exception {
        // Given
        var records = new BadRecords(witness, product);
        var cases = records.all();
        assertThat(cases).hasSizeGreaterThan(150);
        takeAnyTimestamp();
        witness.receive(product, 1_000_000);
        await().atMost(PATIENCE).until(() -> witness.behind() == 0);
        // When
        var bad = new HashMap<String, BadRecords.Case>();
        var good = new ArrayList<String>();
        var sent = new ArrayList<Future<RecordMetadata>>();
        for (var one : cases) {
            sent.add(producer.send(records.anOrder()));
            sent.add(producer.send(one.record()));
        }
        sent.add(producer.send(records.anOrder()));
        for (int i = 0; i < sent.size(); i++) {
            var at = coordinates(sent.get(i).get());
            if (i % 2 == 1 && cases.get(i / 2).isDead()) {
                bad.put(at, cases.get(i / 2));
            } else {
                good.add(at);
            }
        }
        await().atMost(PATIENCE).until(() -> witness.behind() == 0);
        // Then
        var letters = witness.read("orders-dead-letters");
        var lettersOf = count(letters);
        var details = details();
        assertThat(bad)
                .allSatisfy((at, one) ->
                        assertThat(lettersOf.get(at)).as(one.name()).isEqualTo(1));
        assertThat(letters)
                .filteredOn(letter -> bad.containsKey(header(letter, EventCodec.SOURCE)))
                .allSatisfy(letter -> {
                    assertThat(header(letter, "reason")).isEqualTo("unreadable");
                    assertThat(header(letter, EventCodec.TRANSACTION)).contains("orders-dead-letters=");
                    assertThat(header(letter, "detail"))
                            .isNotBlank()
                            .isEqualTo(details.get(header(letter, EventCodec.SOURCE)));
                });
        var publishedOf = count(witness.read("orders"));
        count(witness.read("inventory")).forEach((at, times) -> publishedOf.merge(at, times, Math::max));
        assertThat(good).allSatisfy(at -> {
            assertThat(publishedOf.get(at)).as(at).isEqualTo(1);
            assertThat(lettersOf).doesNotContainKey(at);
        });
        assertThat(deadLetterRows()).containsAll(bad.keySet()).doesNotContainAnyElementsOf(good);
    }

    @Test
    void aRecordThatIsTooLargeIsRefusedByTheBroker() {
        var before = witness.end("orders-in");
        var tooLarge = new BadRecords(witness, product).tooLarge();
        assertThatThrownBy(() -> producer.send(tooLarge).get())
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(RecordTooLargeException.class);
        assertThat(witness.end("orders-in")).isEqualTo(before);
    }

    /** Configures the topics as an operator may: with timestamps of the producers, and without a limit for them. */
    private void takeAnyTimestamp() throws Exception {
        var any = List.of(
                set(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, TimestampType.CREATE_TIME.name),
                set(TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, Long.toString(Long.MAX_VALUE)));
        for (var topic : List.of("orders-in", "receipts-in")) {
            var resource = new ConfigResource(ConfigResource.Type.TOPIC, witness.topic(topic));
            admin.incrementalAlterConfigs(Map.of(resource, any)).all().get();
        }
    }

    private static AlterConfigOp set(String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
    }

    /** Coordinates of the dead letters in the table. */
    private List<String> deadLetterRows() {
        return List.of(servers.rows.one("""
                        select string_agg(p.topic || ':' || d.partition || ':' || d.record_offset, ' ')
                        from dead_letter d join progress p using (topic_id, partition)""").split(" "));
    }

    /** Details of the newest letters by coordinates, from the REST API. */
    private static Map<String, String> details() {
        List<Map<String, String>> letters =
                given().get("/dead-letters?limit=200").jsonPath().getList("items");
        var details = new HashMap<String, String>();
        letters.forEach(letter -> details.put(letter.get("coordinates"), letter.get("detail")));
        return details;
    }

    private static Map<String, Long> count(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream()
                .collect(groupingBy(record -> header(record, EventCodec.SOURCE), HashMap::new, counting()));
    }

    private static String coordinates(RecordMetadata at) {
        return at.topic() + ":" + at.partition() + ":" + at.offset();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
