package semel.proof;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import semel.kafka.Coordinates;
import semel.order.Event;
import semel.order.EventId;

/** Computes 64-bit hashes of what is compared. Hashes that choose a bucket may collide; those of contents cover every field. */
final class ContentHash {
    private ContentHash() {}

    /** The finalizer of SplitMix64: each bit of the value changes each bit of the result with probability 1/2. */
    static long mix(long hash, long value) {
        var mixed = (hash ^ value) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }

    static long mix(long hash, String text) {
        var mixed = 0L;
        for (int i = 0; i < text.length(); i++) {
            mixed = mixed * 0x5851F42D4C957F2DL + text.charAt(i) + 1;
        }
        return mix(hash, mixed);
    }

    static long mix(long hash, Instant time) {
        return mix(mix(hash, time.getEpochSecond()), time.getNano());
    }

    static long of(UUID id) {
        return mix(mix(1, id.getMostSignificantBits()), id.getLeastSignificantBits());
    }

    static long of(EventId id) {
        return of(id.subject(), id.kind(), id.line());
    }

    static long of(UUID subject, EventId.Kind kind, int line) {
        return mix(of(subject), (long) kind.code() << 32 | line);
    }

    /** Uses the topic's cached hash code: two topics with the same one only share buckets. */
    static long of(Coordinates at) {
        return mix(mix(at.topic().hashCode(), at.partition()), at.offset());
    }

    static long of(OutputRecord.Transaction transaction) {
        return mix(mix(1, transaction.instance()), transaction.counter());
    }

    /** The content of an input record; key and value may be null. */
    static long record(boolean isReceipt, byte[] key, byte[] value) {
        return mix(mix(mix(1, isReceipt ? 1 : 0), bytes(key)), bytes(value));
    }

    private static long bytes(byte[] bytes) {
        return bytes == null ? -1 : mix(bytes.length, new String(bytes, StandardCharsets.ISO_8859_1));
    }

    /** The full content of an event of a kind that is applied. */
    static long content(Event event) {
        var id = event.id();
        return AppliedRows.of(id.kind()).content(mix(of(id), event.at()), event);
    }
}
