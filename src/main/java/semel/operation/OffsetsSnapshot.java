package semel.operation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import semel.kafka.OpenTransaction;

/**
 * The offsets of topics and groups and the open transactions, from one read of the broker.
 *
 * @param stable by partition the last stable offset: a read_committed reader reads only below it
 * @param end by partition the high watermark
 * @param committed by group and partition the next offset that the group reads; absent if it has committed none
 * @param open transactions that block readers, of any producer
 */
record OffsetsSnapshot(
        Map<TopicPartition, Long> stable,
        Map<TopicPartition, Long> end,
        Map<GroupPartition, Long> committed,
        List<OpenTransaction> open) {
    /** A consumer group, and a partition that it reads. */
    record GroupPartition(Stage stage, TopicPartition at) {}

    /** Offsets [from, to) of a partition that a reader has not read: records, or control records that no reader gets. */
    record UnreadRange(long from, long to) {
        /** At least 0: the two offsets are not read at the same moment, so {@code from} may be above {@code to}. */
        long offsets() {
            return Math.max(0, to - from);
        }
    }

    /** Up to the high watermark, because records that an open transaction blocks are unread too. */
    Map<GroupPartition, UnreadRange> unread() {
        var unread = new HashMap<GroupPartition, UnreadRange>();
        committed.forEach((reader, offset) -> unread.put(reader, new UnreadRange(offset, end.get(reader.at()))));
        return unread;
    }

    /** How many offsets an open transaction blocks. */
    long unstable(TopicPartition at) {
        return new UnreadRange(stable.get(at), end.get(at)).offsets();
    }

    /** Partitions in which an open transaction blocks readers. */
    List<TopicPartition> heldUp() {
        return stable.keySet().stream().filter(at -> unstable(at) > 0).toList();
    }

    /** Age of the oldest open transaction, 0 if none is older than a second. */
    double openSeconds() {
        return open.stream()
                        .filter(OpenTransaction::isLongOpen)
                        .mapToLong(each -> each.age().toMillis())
                        .max()
                        .orElse(0)
                / 1000.0;
    }

    OffsetsSnapshot with(List<OpenTransaction> transactions) {
        return new OffsetsSnapshot(stable, end, committed, transactions);
    }
}
