package semel.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.DefaultRecord;
import org.junit.jupiter.api.Test;
import semel.kafka.Coordinates;
import semel.kafka.TestTopics;
import semel.kafka.TopicsConfig;
import semel.order.AnyValues;
import semel.order.Event;
import semel.order.EventId;
import semel.order.Order;
import semel.order.Reason;

class EventCodecTest {
    private static final TopicsConfig TOPICS = new TestTopics();
    private static final Coordinates SOURCE = new Coordinates("orders-in", 3, Long.MAX_VALUE);
    private static final int LIMIT = 64 * 1024;

    @Property(tries = 300)
    void anEncodedEventIsDecodedToTheSameEvent(@ForAll("events") Event event) {
        // When
        var record = EventCodec.encode(TOPICS, event, SOURCE);
        var decoded = EventCodec.decode(event.id().kind(), record.value());
        // Then
        assertThat(decoded).isEqualTo(new Parsed.Valid<>(event));
        assertThat(record.topic()).isEqualTo(TOPICS.of(event.id().kind()));
        assertThat(header(record, "ce_id")).isEqualTo(event.id().toString());
        assertThat(header(record, "ce_time")).isEqualTo(event.at().toString());
        assertThat(header(record, EventCodec.SOURCE)).isEqualTo(SOURCE.toString());
    }

    @Property(tries = 200)
    void anEventIsEncodedToTheSameBytesEachTime(@ForAll("events") Event event) {
        assertThat(EventCodec.encode(TOPICS, event, SOURCE))
                .usingRecursiveComparison()
                .isEqualTo(EventCodec.encode(TOPICS, event, SOURCE));
    }

    @Property(tries = 1000)
    void randomBytesAreRefusedWithoutAnException(@ForAll EventId.Kind kind, @ForAll byte[] value) {
        assertThat(EventCodec.decode(kind, value)).isInstanceOf(Parsed.Invalid.class);
        assertThat(EventCodec.decode(kind, null)).isInstanceOf(Parsed.Invalid.class);
    }

    @Property(tries = 30_000, edgeCases = EdgeCasesMode.NONE)
    @Tag("many-tries")
    void aDamagedEventIsRefusedOrCanBeEncodedAndDecodedAgain(@ForAll long seed) {
        // Given
        var event = SampleValues.one(SampleValues.EVENTS, seed);
        var kind = event.id().kind();
        var value = EventCodec.encode(TOPICS, event, SOURCE).value();
        // When
        var decoded = EventCodec.decode(kind, DamagedBytes.to(value, seed));
        // Then
        if (decoded instanceof Parsed.Valid<? extends Event> valid) {
            assertThat(EventCodec.decode(
                            kind,
                            EventCodec.encode(TOPICS, valid.value(), SOURCE).value()))
                    .isEqualTo(decoded);
        }
    }

    /** Decodes the value of one kind as another kind, as if topics were mixed up. */
    @Property(tries = 200)
    void anEventOfAnotherKindIsRefused(@ForAll("events") Event event, @ForAll EventId.Kind kind) {
        var decoded =
                EventCodec.decode(kind, EventCodec.encode(TOPICS, event, SOURCE).value());
        assertThat(decoded instanceof Parsed.Valid).isEqualTo(event.id().kind() == kind);
    }

    @Property(tries = 200)
    void everyEventOfEveryOrderStaysUnder64KiB(@ForAll("orders") Order order) {
        assertThat(AnyValues.eventsOf(order, Optional.empty(), order.acceptedAt()))
                .allSatisfy(event -> assertThat(size(EventCodec.encode(TOPICS, event, SOURCE)))
                        .isLessThan(LIMIT));
    }

    @Test
    void aReasonIsRequiredIfAndOnlyIfTheOrderIsRefused() {
        var order = AnyValues.largest();
        var refused = text(new Event.OrderDecided(order, Optional.of(Reason.OUT_OF_STOCK), order.acceptedAt()));
        var fulfilled = text(new Event.OrderDecided(order, Optional.empty(), order.acceptedAt()));

        assertThat(detail(refused.replace("\"OUT_OF_STOCK\"", "null"))).contains("/reason must be set if and only if");
        assertThat(detail(fulfilled.replace("\"reason\":null", "\"reason\":\"OUT_OF_STOCK\"")))
                .contains("/reason must be set if and only if");
    }

    @Test
    void anEventWithAnotherOrNoSchemaVersionIsRefused() {
        var order = AnyValues.largest();
        var event = text(new Event.OrderDecided(order, Optional.empty(), order.acceptedAt()));

        for (var schema : List.of("\"schema\":0,", "\"schema\":2,", "")) {
            assertThat(detail(event.replace("\"schema\":1,", schema))).contains("/schema");
        }
    }

    private static String text(Event event) {
        return new String(EventCodec.encode(TOPICS, event, SOURCE).value(), UTF_8);
    }

    private static String detail(String order) {
        return ((Parsed.Invalid<?>) EventCodec.decode(EventId.Kind.ORDER, order.getBytes(UTF_8))).detail();
    }

    @Test
    void theLargestEventStaysUnder64KiB() {
        // Given
        var reason = Optional.of(new Reason("R".repeat(64)));
        var last = Instant.parse("9999-12-31T23:59:59.999999Z");
        // When
        var sizes = AnyValues.eventsOf(AnyValues.largest(), reason, last).stream()
                .map(event -> size(EventCodec.encode(TOPICS, event, SOURCE)))
                .toList();
        // Then
        assertThat(sizes).allSatisfy(size -> assertThat(size).isLessThan(LIMIT));
    }

    /** Size of the record in a log: key, value, headers and the overhead of the format. */
    private static int size(ProducerRecord<byte[], byte[]> record) {
        return DefaultRecord.sizeInBytes(
                0,
                0,
                record.key().length,
                record.value().length,
                record.headers().toArray());
    }

    private static String header(ProducerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    @Provide
    Arbitrary<Event> events() {
        return AnyValues.event();
    }

    @Provide
    Arbitrary<Order> orders() {
        return AnyValues.order();
    }
}
