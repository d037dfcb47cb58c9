package semel.operation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import semel.kafka.OpenTransaction;

/**
 * Where topics and groups stand, as the broker said within one look.
 *
 * @param stable by partition the last stable offset: what a read_committed reader may read is below it
 * @param end by partition the high watermark
 * @param committed by reader; none where the group has committed nothing
 * @param open transactions that hold readers up, of whatever replica or stranger
 */
record OffsetsSnapshot(
        Map<TopicPartition, Long> stable,
        Map<TopicPartition, Long> end,
        Map<GroupPartition, Long> committed,
        List<OpenTransaction> open) {
    /** A group, and a partition that it reads. */
    record GroupPartition(Stage stage, TopicPartition at) {}

    /** [from, to) of a partition stands before a reader: records, or control records that it will never be given. */
    record UnreadRange(long from, long to) {
        /** n >= 0: what was asked at the same time is not of the same moment. */
        long offsets() {
            return Math.max(0, to - from);
        }
    }

    /** Up to the high watermark: what an open transaction holds up is unread too. */
    Map<GroupPartition, UnreadRange> unread() {
        var unread = new HashMap<GroupPartition, UnreadRange>();
        committed.forEach((reader, offset) -> unread.put(reader, new UnreadRange(offset, end.get(reader.at()))));
        return unread;
    }

    /** How many offsets nobody may read yet, because a transaction before them is open. */
    long unstable(TopicPartition at) {
        return new UnreadRange(stable.get(at), end.get(at)).offsets();
    }

    List<TopicPartition> heldUp() {
        return stable.keySet().stream().filter(at -> unstable(at) > 0).toList();
    }

    /** Age of the oldest open transaction, 0 where none is older than a second. */
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
