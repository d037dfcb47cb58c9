package semel.decision;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;
import semel.codec.DeadLetterReason;
import semel.codec.EventCodec;
import semel.kafka.TopicsConfig;

/**
 * Builds the record in {@code orders-dead-letters} for an input record that cannot be decided: its key and value, the reason and
 * its coordinates.
 */
final class DeadLetters {
    static final String UNREADABLE = "unreadable";

    static final String POLICY_FAILED = "policy-failed";

    static final Set<String> REASONS =
            Set.of(UNREADABLE, POLICY_FAILED, DeadLetterReason.NOT_AS_ACCEPTED, DeadLetterReason.OLDER_THAN_HORIZON);

    /** Detail of {@link DeadLetterReason#NOT_AS_ACCEPTED}. */
    static final String OTHER_BYTES = "another record was accepted under this id";

    /** Detail of {@link DeadLetterReason#OLDER_THAN_HORIZON}. */
    static final String MAY_BE_DECIDED = "its id is older than what was pruned: it may have been decided";

    /**
     * In bytes. Longer keys and values are cut, because a compressed input record may exceed every size limit once it is decompressed. The
     * header {@code src} has the coordinates of the uncut record, which exists until retention deletes it.
     */
    static final int MAX_VALUE = 512 * 1024;

    static final int MAX_KEY = 16 * 1024;

    private DeadLetters() {}

    static ProducerRecord<byte[], byte[]> of(TopicsConfig topics, Decided.DeadDelivery dead) {
        var delivery = dead.delivery();
        var letter = new ProducerRecord<>(
                topics.deadLetters(), cut(delivery.key(), MAX_KEY), cut(delivery.value(), MAX_VALUE));
        add(letter, EventCodec.REASON, dead.reason());
        add(letter, "detail", dead.detail());
        if (isCut(delivery.key(), MAX_KEY)) {
            add(letter, "key-bytes", Integer.toString(delivery.key().length));
        }
        if (isCut(delivery.value(), MAX_VALUE)) {
            add(letter, "value-bytes", Integer.toString(delivery.value().length));
        }
        add(letter, EventCodec.SOURCE, delivery.at().toString());
        return letter;
    }

    private static boolean isCut(byte[] bytes, int max) {
        return bytes != null && bytes.length > max;
    }

    private static byte[] cut(byte[] bytes, int max) {
        return isCut(bytes, max) ? Arrays.copyOf(bytes, max) : bytes;
    }

    private static void add(ProducerRecord<byte[], byte[]> letter, String header, String value) {
        letter.headers().add(header, value.getBytes(StandardCharsets.UTF_8));
    }
}
