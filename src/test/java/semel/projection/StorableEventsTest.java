package semel.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import net.jqwik.api.sessions.JqwikSession;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import semel.kafka.TopicsConfig;
import semel.kit.DatabaseRows;
import semel.kit.TestServers;

/**
 * Tests that PostgreSQL stores every event that the codec accepts and quarantines the others, so that no record can block a partition
 * forever. The documents are random, around every limit; the seed is printed, and {@code -Dsemel.seed} runs it again.
 */
@QuarkusTest
class StorableEventsTest {
    private static final int BATCHES = 60;
    private static final int RECORDS_PER_BATCH = 40;

    /** No topic has this partition, so no other test quarantines a record at these coordinates. */
    private static final int PARTITION = 99;

    @Inject
    TestServers servers;

    @Inject
    ProjectionTables tables;

    @Inject
    TopicsConfig topics;

    @Test
    void everyRecordIsProcessedRepeatedOrQuarantined() throws Throwable {
        var seed = Long.getLong("semel.seed", System.nanoTime());
        System.out.println("StorableEventsTest seed " + seed);
        // Given
        var rows = servers.rows;
        var before = stored(rows);
        var batches = batches(new Random(seed));
        // When
        for (var batch : batches) {
            VertxContextSupport.subscribeAndAwait(() -> tables.applyOnce(Effects.of(batch, topics)));
        }
        // Then
        var applied = batches.stream()
                .map(batch -> Effects.of(batch, topics))
                .flatMap(effects -> effects.arrivals().values().stream())
                .mapToInt(List::size)
                .sum();
        assertThat(applied).isBetween(BATCHES, BATCHES * RECORDS_PER_BATCH - BATCHES);
        assertThat(stored(rows) - before).isEqualTo(BATCHES * RECORDS_PER_BATCH);
    }

    private static long stored(DatabaseRows rows) {
        return Long.parseLong(
                rows.one("select (select count(*) from processed_event) + (select count(*) from repeated_event)"
                        + " + (select count(*) from quarantine)"));
    }

    private List<List<ConsumerRecord<byte[], byte[]>>> batches(Random random) {
        var batches = new ArrayList<List<ConsumerRecord<byte[], byte[]>>>();
        JqwikSession.run(() -> {
            var documents =
                    Arbitraries.oneOf(orders(), movements(), notifications()).generator(1000, true);
            for (int b = 0; b < BATCHES; b++) {
                var batch = new ArrayList<ConsumerRecord<byte[], byte[]>>();
                for (int r = 0; r < RECORDS_PER_BATCH; r++) {
                    var document = documents.next(random).value();
                    batch.add(new ConsumerRecord<>(
                            topics.prefix().orElse("") + document.topic(),
                            PARTITION,
                            batches.size() * 1000L + r,
                            bytes(document.key()),
                            bytes(document.json())));
                }
                batches.add(batch);
            }
        });
        return batches;
    }

    private record Document(String topic, String key, String json) {}

    private static Arbitrary<Document> orders() {
        return Combinators.combine(uuids(), ids(), lines(), times(), times(), outcomes(), reasons())
                .as((id, customer, lines, accepted, decided, outcome, reason) -> new Document(
                        "orders",
                        id,
                        "{\"schema\":1,\"orderId\":\"" + id + "\",\"customerId\":\"" + customer
                                + "\",\"currency\":\"EUR\",\"lines\":["
                                + String.join(",", lines) + "],\"acceptedAt\":\"" + accepted + "\",\"decidedAt\":\""
                                + decided
                                + "\",\"status\":\"" + outcome + "\",\"reason\":"
                                + (outcome.equals("FULFILLED") ? "null" : "\"" + reason + "\"") + "}"));
    }

    private static Arbitrary<List<String>> lines() {
        return Combinators.combine(ids(), numbers(1_000_000), numbers(10_000_000_000L))
                .as((product, quantity, price) ->
                        "{\"productId\":\"" + product + "\",\"quantity\":" + quantity + ",\"unitPrice\":" + price + "}")
                .list()
                .ofMinSize(1)
                .ofMaxSize(101);
    }

    private static Arbitrary<Document> movements() {
        return Combinators.combine(
                        uuids(),
                        ids(),
                        numbers(100),
                        numbers(1_000_000_000),
                        numbers(Long.MAX_VALUE),
                        numbers(Long.MAX_VALUE),
                        times())
                .as((subject, product, line, change, number, balance, at) -> new Document(
                        "inventory",
                        product,
                        "{\"schema\":1,\"subject\":\"" + subject + "\",\"line\":" + line + ",\"productId\":\"" + product
                                + "\",\"change\":" + change + ",\"number\":" + number + ",\"balance\":" + balance
                                + ",\"decidedAt\":\"" + at + "\"}"));
    }

    private static Arbitrary<Document> notifications() {
        return Combinators.combine(uuids(), ids(), outcomes(), times())
                .as((order, customer, outcome, at) -> new Document(
                        "notifications",
                        customer,
                        "{\"schema\":1,\"orderId\":\"" + order + "\",\"customerId\":\"" + customer + "\",\"kind\":\""
                                + outcome + "\",\"decidedAt\":\"" + at + "\"}"));
    }

    private static Arbitrary<String> uuids() {
        return Combinators.combine(Arbitraries.longs(), Arbitraries.longs())
                .as((high, low) -> new UUID(high, low).toString());
    }

    /** Only a few ids, so that orders share products; some are invalid. */
    private static Arbitrary<String> ids() {
        return Arbitraries.frequencyOf(
                Tuple.of(20, Arbitraries.integers().between(1, 20).map(i -> "p-" + i)),
                Tuple.of(2, Arbitraries.just("x".repeat(64))),
                Tuple.of(1, Arbitraries.of("x".repeat(65), "", "a\\u0000b", "\\ud800", "p 1", "\u00e9")));
    }

    /** Numbers around the limit, most of them within it. */
    private static Arbitrary<String> numbers(long bound) {
        return Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.longs().between(1, bound).map(String::valueOf)),
                Tuple.of(4, Arbitraries.of("1", Long.toString(bound))),
                Tuple.of(1, Arbitraries.of("0", "-1", "9223372036854775808", "1e400", "" + -bound)));
    }

    private static Arbitrary<String> times() {
        return Arbitraries.frequencyOf(
                Tuple.of(
                        10,
                        Arbitraries.of(
                                "0001-01-01T00:00:00Z",
                                "1970-01-01T00:00:00.000001Z",
                                "2026-02-28T23:59:59.999999999Z",
                                "9999-12-31T23:59:59.999999Z")),
                Tuple.of(1, Arbitraries.of("0000-12-31T00:00:00Z", "+10000-01-01T00:00:00Z", "now")));
    }

    private static Arbitrary<String> outcomes() {
        return Arbitraries.frequency(Tuple.of(9, "FULFILLED"), Tuple.of(9, "REFUSED"), Tuple.of(1, "LOST"));
    }

    private static Arbitrary<String> reasons() {
        return Arbitraries.frequency(
                Tuple.of(9, "OUT_OF_STOCK"), Tuple.of(2, "R".repeat(64)), Tuple.of(1, "R".repeat(65)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
