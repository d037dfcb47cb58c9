package semel.operation;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import semel.kafka.TopicsConfig;
import semel.kit.Provokes;
import semel.kit.Witness;
import semel.order.EventId;
import semel.sandbox.SandboxResource;

/** Tests the meters and health of the pipeline: under load, at rest, with an open foreign transaction, without the broker. */
@QuarkusTest
@Provokes("semel.operation.TransactionsWatch")
class MetersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern SILENT = Pattern.compile("\"silentSeconds\": ([5-9]|[1-9][0-9])");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(semel\\.[a-z.]+)` \\| `(semel_[a-z_]+)` \\|");

    @Inject
    MeterRegistry registry;

    @Inject
    TopicsConfig topics;

    private Witness witness;

    @BeforeEach
    void open() {
        witness = new Witness(
                SandboxResource.broker().bootstrapServers(), topics.prefix().orElse(""));
    }

    @AfterEach
    void close() {
        witness.close();
    }

    @Test
    void theDocumentedMetersAreThoseOfTheApplication() throws IOException {
        awaitRest();
        var rows = ROW.matcher(Files.readString(Path.of("docs", "reference", "metrics.md")))
                .results()
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));

        assertThat(registry.getMeters().stream()
                        .map(meter -> meter.getId().getName())
                        .filter(name -> name.startsWith("semel."))
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(rows.keySet());
        var scraped = get("/q/metrics").body().asString();
        assertThat(rows.values())
                .allMatch(name -> Pattern.compile("(?m)^" + name + "(_count)?[{ ]")
                        .matcher(scraped)
                        .find());
    }

    @Test
    void ordersAreCountedByOutcomeAndTimedPerStage() {
        var product = "p-" + UUID.randomUUID();
        witness.receive(product, 1);
        awaitRest();
        var before = counts();

        var order = witness.record("orders-in", witness.anOrder(UUID.randomUUID(), product));
        var refused = witness.record("orders-in", witness.anOrder(UUID.randomUUID(), product));
        var nonsense = new ProducerRecord<>(
                topics.ordersIn(), "k".getBytes(StandardCharsets.UTF_8), "{}".getBytes(StandardCharsets.UTF_8));
        witness.write(topics.ordersIn(), List.of(order));
        awaitRest();
        witness.write(topics.ordersIn(), List.of(refused, order, nonsense));
        awaitRest();

        var more = Map.ofEntries(
                Map.entry("semel.decisions[fulfilled]", 1.0),
                Map.entry("semel.decisions[refused]", 1.0),
                Map.entry("semel.duplicates.suppressed[]", 1.0),
                Map.entry("semel.dead.letters[unreadable]", 1.0),
                Map.entry("semel.events.applied[order]", 2.0),
                Map.entry("semel.events.applied[inventory]", 1.0),
                Map.entry("semel.events.applied[notification]", 2.0),
                Map.entry("semel.events.repeated[]", 0.0),
                Map.entry("semel.events.quarantined[]", 0.0),
                Map.entry("semel.transactions[aborted]", 0.0),
                Map.entry("semel.accepted.to.decided[]", 2.0),
                Map.entry("semel.decided.to.published[]", 2.0),
                Map.entry("semel.published.to.applied[]", 2.0),
                Map.entry("semel.accepted.to.applied[]", 2.0));
        await().atMost(PATIENCE).untilAsserted(() -> {
            var after = counts();
            more.forEach((name, change) ->
                    assertThat(after.get(name) - before.get(name)).as(name).isEqualTo(change));
        });
        assertThat(get("/q/metrics").body().asString())
                .contains("semel_accepted_to_applied_seconds_bucket{le=\"0.25\"}")
                .doesNotContain(product);
    }

    /** An aborted transaction leaves records and a control record that no consumer receives. */
    @ParameterizedTest
    @ValueSource(strings = {"orders", "orders-in"})
    void anOpenTransactionIsReportedAndAnAbortedOneIsNoLag(String name) {
        var topic = witness.topic(name);
        witness.receive("p-" + UUID.randomUUID(), 1);
        awaitRest();
        try (var producer = transactional()) {
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, 0, null, new byte[] {1}));
            producer.flush();

            await().atMost(PATIENCE)
                    .until(() -> highest("semel.topic.unstable") >= 1
                            && highest("semel.transaction.open") >= 1
                            && highest("semel.lag") >= 1);
            await().atMost(PATIENCE).until(() -> get("/q/health/group/pipeline").statusCode() == 503);
            assertThat(get("/q/health/group/pipeline").body().asString())
                    .contains(
                            "(foreign-",
                            "kafka-transactions.sh --bootstrap-server "
                                    + SandboxResource.broker().bootstrapServers() + " abort --topic " + topic
                                    + " --partition 0 --start-offset ");
            assertThat(get("/q/health/ready").statusCode()).isEqualTo(200);

            producer.abortTransaction();
        }
        await().atMost(PATIENCE)
                .until(() -> highest("semel.topic.unstable") == 0
                        && highest("semel.transaction.open") == 0
                        && get("/q/health/group/pipeline").statusCode() == 200);
        awaitRest();
        if (name.equals("orders")) {
            // The lag is 0 although the group's offset is before offsets that no consumer receives.
            var committed = witness.committed(topics.projectionGroup()).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            assertThat(EventId.Kind.applied().stream()
                            .mapToLong(kind -> witness.end(kind.topic()))
                            .sum())
                    .isGreaterThan(committed + 1);
        }
    }

    @Test
    void withoutTheBrokerGaugesAreUnknownAndAnswersDoNotWait() {
        awaitRest();
        var broker = SandboxResource.broker();
        broker.freeze();
        try {
            await().atMost(PATIENCE)
                    .until(() -> gauges("semel.lag").stream().allMatch(gauge -> Double.isNaN(gauge.value())));
            assertThat(registry.get("semel.transaction.open").gauge().value()).isNaN();
            // The request is answered while the broker is frozen; how fast depends on the machine.
            assertThat(get("/q/metrics").body().asString())
                    .contains("semel_lag_records{")
                    .contains("} NaN");
            await().atMost(PATIENCE)
                    .until(() -> SILENT.matcher(get("/q/health/ready").body().asString())
                            .find());
            assertThat(get("/q/health/ready").statusCode()).isEqualTo(503);
            assertThat(get("/q/health/live").statusCode()).isEqualTo(200);
        } finally {
            broker.thaw();
        }
        awaitRest();
        assertThat(get("/q/health/ready").statusCode()).isEqualTo(200);
    }

    private KafkaProducer<byte[], byte[]> transactional() {
        var producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        SandboxResource.broker().bootstrapServers(),
                        "transactional.id",
                        "foreign-" + UUID.randomUUID(),
                        "transaction.timeout.ms",
                        60_000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    /** Waits until all groups have caught up and the gauges say so. */
    private void awaitRest() {
        await().atMost(PATIENCE)
                .until(() -> witness.behind() == 0
                        && witness.unapplied() == 0
                        && !gauges("semel.lag").isEmpty()
                        && gauges("semel.lag").stream().allMatch(gauge -> gauge.value() == 0));
    }

    private Collection<Gauge> gauges(String name) {
        return registry.find(name).gauges();
    }

    private double highest(String name) {
        return gauges(name).stream().mapToDouble(Gauge::value).max().orElse(Double.NaN);
    }

    /** Counts of counters and timers, by name and tag values. */
    private Map<String, Double> counts() {
        return registry.getMeters().stream()
                .filter(meter -> meter.getId().getName().startsWith("semel."))
                .filter(meter -> meter.getId().getType() != Meter.Type.GAUGE)
                .collect(Collectors.toMap(MetersTest::name, MetersTest::count));
    }

    private static String name(Meter meter) {
        return meter.getId().getName()
                + meter.getId().getTags().stream().map(tag -> tag.getValue()).toList();
    }

    private static double count(Meter meter) {
        return StreamSupport.stream(meter.measure().spliterator(), false)
                .filter(measured -> measured.getStatistic() == Statistic.COUNT)
                .findFirst()
                .orElseThrow()
                .getValue();
    }
}
