package semel.view;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Queues the readers that wait for new orders, chooses the position of the next shared reading, and hands out its part. What a reader
 * gets depends on its own position and owner only: a part that does not contain its position changes nothing for it.
 *
 * @param <K> identifies a reader
 * @see "docs/explanation/decisions/0011-the-stream-stays-below-every-open-transaction.md"
 */
final class StreamReaders<K> {
    private final Duration heartbeat;

    /** The longest waiter is first. */
    private final Map<K, WaitingReader> waiting = new LinkedHashMap<>();

    /** The end of the last part if it was whole: a reader that has reached it is at the end of the stream. */
    private Optional<StreamPosition> reached = Optional.empty();

    /**
     * @param isAtTheEnd whether the last reading found no order after its position
     * @param since by {@link System#nanoTime}
     */
    private record WaitingReader(StreamPosition position, Optional<String> owner, boolean isAtTheEnd, long since) {}

    /** @param heartbeat how long a reader waits at most before it gets a part without orders */
    StreamReaders(Duration heartbeat) {
        this.heartbeat = heartbeat;
    }

    /** @return whether the reader is known to be at the end of the stream */
    boolean join(K key, StreamPosition position, Optional<String> owner, long now) {
        var isAtTheEnd = reached.filter(end -> !position.isBehind(end)).isPresent();
        waiting.put(key, new WaitingReader(position, owner, isAtTheEnd, now));
        return isAtTheEnd;
    }

    void leave(K key) {
        waiting.remove(key);
    }

    /** @return the longest waiter's position, or, if that is at the end, the lowest position at the end; empty if none waits */
    Optional<StreamPosition> next() {
        var longest = waiting.values().stream().findFirst();
        if (longest.isEmpty()) {
            reached = Optional.empty();
        }
        return longest.map(reader -> reader.isAtTheEnd() ? furthestBackAtTheEnd() : reader.position());
    }

    private StreamPosition furthestBackAtTheEnd() {
        return waiting.values().stream()
                .filter(WaitingReader::isAtTheEnd)
                .map(WaitingReader::position)
                .min(StreamPosition::compareTo)
                .orElseThrow();
    }

    /** Whether the longest waiter has not read all orders yet. */
    boolean isUrgent() {
        return waiting.values().stream()
                .findFirst()
                .filter(longest -> !longest.isAtTheEnd())
                .isPresent();
    }

    /** @return the part of each reader to answer; these have left, and join again at the end of their part */
    Map<K, StreamPart> found(StreamPart part, long now) {
        reached = Optional.of(part.end()).filter(end -> part.isWhole());
        var told = new LinkedHashMap<K, StreamPart>();
        for (var each : List.copyOf(waiting.entrySet())) {
            var reader = each.getValue();
            var theirs = part.after(reader.position(), reader.owner());
            if (!theirs.orders().isEmpty() || isDue(reader, now)) {
                told.put(each.getKey(), theirs);
                waiting.remove(each.getKey());
            } else if (part.leadsOn(reader.position()) || isAtTheEndOf(part, reader)) {
                waiting.remove(each.getKey());
                waiting.put(
                        each.getKey(), new WaitingReader(theirs.end(), reader.owner(), part.isWhole(), reader.since()));
            }
        }
        return told;
    }

    private static boolean isAtTheEndOf(StreamPart part, WaitingReader reader) {
        return part.isWhole() && !reader.position().isBehind(part.end());
    }

    /** Called when a reading failed. @return a part without orders for each reader whose heartbeat is due; these have left */
    Map<K, StreamPart> foundNothing(long now) {
        reached = Optional.empty();
        var told = new LinkedHashMap<K, StreamPart>();
        waiting.forEach((key, reader) -> {
            if (isDue(reader, now)) {
                told.put(key, StreamPart.nothing(reader.position()));
            }
        });
        told.keySet().forEach(waiting::remove);
        return told;
    }

    private boolean isDue(WaitingReader reader, long now) {
        return now - reader.since() >= heartbeat.toNanos();
    }
}
