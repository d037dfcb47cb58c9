package semel.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.net.URI;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import semel.kafka.Coordinates;
import semel.kafka.TestTopics;
import semel.order.AnyValues;
import semel.order.Event;
import semel.order.EventId;

/** Tests that the CloudEvents SDK reads the records of all events. */
class CloudEventTest {
    private static final Coordinates SOURCE = new Coordinates("orders-in", 3, 7);

    @Property(tries = 100)
    void everyEventIsACloudEvent(@ForAll("events") Event event) {
        // When
        var record = EventCodec.encode(new TestTopics(), event, SOURCE);
        var read = read(record);
        // Then
        assertThat(read.getSpecVersion()).isEqualTo(SpecVersion.V1);
        assertThat(read.getId()).isEqualTo(event.id().toString());
        assertThat(read.getSource()).isEqualTo(URI.create("/semel/decision"));
        assertThat(read.getType()).isEqualTo(MessageType.of(event.id().kind()).text());
        assertThat(read.getSubject()).isEqualTo(event.id().subject().toString());
        assertThat(read.getTime().toInstant()).isEqualTo(event.at());
        assertThat(read.getDataContentType()).isEqualTo("application/json");
        assertThat(read.getData().toBytes()).isEqualTo(record.value());
        assertThat(read.getExtensionNames()).isEmpty();
    }

    /** The Kafka binding requires the header {@code content-type} without a prefix; the SDK also accepts a prefix. */
    @Test
    void theHeadersAreThoseOfTheKafkaBinding() {
        var record = EventCodec.encode(new TestTopics(), AnyValues.event().sample(), SOURCE);
        assertThat(record.headers())
                .extracting(header -> header.key())
                .doesNotHaveDuplicates()
                .contains("content-type")
                .filteredOn(name -> name.startsWith("ce_"))
                .containsExactlyInAnyOrder("ce_specversion", "ce_id", "ce_source", "ce_type", "ce_subject", "ce_time");
    }

    @ParameterizedTest
    @CsvSource({
        "semel.order.decided.v2,   true",
        "semel.order.decided.v10,  true",
        "semel.order.decided.v1,   false",
        "semel.order.decided.v0,   false",
        "semel.order.decided.v02,  false",
        "semel.order.decided.v,    false",
        "semel.order.decided,      false",
        "semel.order.decided.v2.x, false",
        "semel.stock.moved.v2,     false",
        "semelXorder.decided.v2,   false",
        ",                         false",
    })
    void aLaterVersionIsRecognizedByItsType(String type, boolean later) {
        Headers headers = new RecordHeaders();
        headers.add("ce_type", type == null ? null : MessageType.ascii(type));
        assertThat(EventCodec.isOfLaterVersion(EventId.Kind.ORDER, headers)).isEqualTo(later);
        assertThat(EventCodec.isOfLaterVersion(EventId.Kind.ORDER, new RecordHeaders()))
                .isFalse();
    }

    static CloudEvent read(ProducerRecord<byte[], byte[]> record) {
        return read(record.headers(), record.value());
    }

    static CloudEvent read(Headers headers, byte[] value) {
        return KafkaMessageFactory.createReader(headers, value).toEvent();
    }

    @Provide
    Arbitrary<Event> events() {
        return AnyValues.event();
    }
}
