package semel.operation;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import semel.kafka.VisibleRecords;
import semel.operation.OffsetsSnapshot.GroupPartition;
import semel.operation.OffsetsSnapshot.UnreadRange;

/**
 * Computes each reader's lag so that an idle group is not taken for a stuck one. Each transaction ends with a control record, which
 * no reader gets, so an idle group stays below the last stable offset forever, and offsets alone would show lag. If nothing moved
 * since the last look, the unread offsets are searched once for a record.
 */
@Singleton
class StallDetection {
    /** The unread offsets of a reader that does not move, and the part of them from the first record on, which may be empty. */
    private record StalledRange(UnreadRange range, UnreadRange visible) {}

    private final Map<String, Object> broker;
    private Map<GroupPartition, UnreadRange> before = Map.of();
    private Map<GroupPartition, StalledRange> read = Map.of();

    StallDetection(@Identifier("default-kafka-broker") Map<String, Object> broker) {
        this.broker = broker;
    }

    /** @return the lag of each reader in offsets; do not call it again before it completes */
    CompletionStage<Map<GroupPartition, Long>> behind(OffsetsSnapshot offsets) {
        var unread = offsets.unread();
        var known = new HashMap<GroupPartition, StalledRange>();
        var asked = new HashMap<GroupPartition, UnreadRange>();
        unread.forEach((reader, range) -> {
            var found = read.get(reader);
            if (found != null && found.range().equals(range)) {
                known.put(reader, found);
            } else if (isAtRest(offsets, reader, range)) {
                asked.put(reader, range);
            }
        });
        before = unread;
        return read(asked).thenApply(answered -> {
            known.putAll(answered);
            read = known;
            return lag(unread, known);
        });
    }

    /** False for a partition with an open transaction: what it blocks cannot be read. */
    private boolean isAtRest(OffsetsSnapshot offsets, GroupPartition reader, UnreadRange range) {
        return range.offsets() > 0 && offsets.unstable(reader.at()) == 0 && range.equals(before.get(reader));
    }

    private static Map<GroupPartition, Long> lag(
            Map<GroupPartition, UnreadRange> unread, Map<GroupPartition, StalledRange> known) {
        var lag = new HashMap<GroupPartition, Long>();
        unread.forEach((reader, range) -> lag.put(reader, range.offsets()));
        known.forEach((reader, found) -> lag.put(reader, found.visible().offsets()));
        return lag;
    }

    private CompletionStage<Map<GroupPartition, StalledRange>> read(Map<GroupPartition, UnreadRange> asked) {
        return asked.isEmpty()
                ? CompletableFuture.completedFuture(Map.of())
                : CompletableFuture.supplyAsync(() -> readNow(asked), Infrastructure.getDefaultWorkerPool());
    }

    private Map<GroupPartition, StalledRange> readNow(Map<GroupPartition, UnreadRange> asked) {
        var found = new HashMap<GroupPartition, StalledRange>();
        try (var records = new VisibleRecords(broker)) {
            asked.forEach((reader, range) -> {
                var first = records.firstIn(reader.at(), range.from(), range.to());
                var from = first.map(ConsumerRecord::offset).orElse(range.to());
                found.put(reader, new StalledRange(range, new UnreadRange(from, range.to())));
            });
        }
        return found;
    }
}
