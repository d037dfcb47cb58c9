package semel.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.AbstractRecords;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.RecordBatch;
import org.junit.jupiter.api.Test;
import semel.kafka.TestTopics;

class DeadLettersTest {
    private static final int MAX_MESSAGE_BYTES = 1_048_588;

    private static ProducerRecord<byte[], byte[]> letter(byte[] key, byte[] value) {
        var delivery = new Delivery(SampleDeliveries.at(7), new Content.Undecidable("x"), key, value);
        return DeadLetters.of(
                new TestTopics(), new Decided.DeadDelivery(delivery, DeadLetters.UNREADABLE, "x".repeat(1000)));
    }

    private static String header(ProducerRecord<byte[], byte[]> letter, String name) {
        var header = letter.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Test
    void aDeadLetterHasTheRecordAndItsCoordinates() {
        var letter = letter(new byte[] {1}, new byte[] {2});

        assertThat(letter.topic()).isEqualTo("orders-dead-letters");
        assertThat(letter.key()).containsExactly(1);
        assertThat(letter.value()).containsExactly(2);
        assertThat(header(letter, "src")).isEqualTo("orders-in:0:7");
        assertThat(header(letter, "reason")).isEqualTo("unreadable");
        assertThat(header(letter, "detail")).isEqualTo("x".repeat(1000));
        assertThat(header(letter, "key-bytes")).isNull();
        assertThat(header(letter, "value-bytes")).isNull();
    }

    @Test
    void aTombstoneWithoutAKeyIsADeadLetterToo() {
        assertThat(letter(null, null).value()).isNull();
    }

    @Test
    void onlyKeysAndValuesAboveTheLimitAreCut() {
        var whole = letter(new byte[DeadLetters.MAX_KEY], new byte[DeadLetters.MAX_VALUE]);
        var cut = letter(new byte[DeadLetters.MAX_KEY + 1], new byte[DeadLetters.MAX_VALUE + 1]);

        for (var letter : List.of(whole, cut)) {
            assertThat(letter.key()).hasSize(DeadLetters.MAX_KEY);
            assertThat(letter.value()).hasSize(DeadLetters.MAX_VALUE);
        }
        assertThat(header(whole, "key-bytes")).isNull();
        assertThat(header(whole, "value-bytes")).isNull();
        assertThat(header(cut, "key-bytes")).isEqualTo("16385");
        assertThat(header(cut, "value-bytes")).isEqualTo("524289");
    }

    @Test
    void aDeadLetterOfAnySizeFitsIntoItsTopic() {
        var huge = new byte[40_000_000];
        Arrays.fill(huge, (byte) 'x');

        var letter = letter(huge, huge);

        assertThat(AbstractRecords.estimateSizeInBytesUpperBound(
                        RecordBatch.MAGIC_VALUE_V2,
                        CompressionType.NONE,
                        letter.key(),
                        letter.value(),
                        letter.headers().toArray()))
                .isLessThan(MAX_MESSAGE_BYTES);
        assertThat(header(letter, "key-bytes")).isEqualTo("40000000");
        assertThat(header(letter, "value-bytes")).isEqualTo("40000000");
    }
}
