package semel.view;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Readers of the stream that wait for what comes next, and whose turn it is. Parts are shared, but what a reader is told depends on its
 * own position and owner alone: a part that does not lead on from where it is changes nothing for it.
 *
 * @param <K> tells a reader from the others
 * @see "docs/explanation/decisions/0011-the-stream-stays-below-every-open-transaction.md"
 */
final class StreamReaders<K> {
    private final Duration heartbeat;

    /** In the order of their turns. */
    private final Map<K, WaitingReader> waiting = new LinkedHashMap<>();

    /** The end of the last part, where it was whole. A reader from there on need not hurry. */
    private Optional<StreamPosition> reached = Optional.empty();

    /**
     * @param isAtTheEnd whether there was nothing behind its position when it was last looked
     * @param since by {@link System#nanoTime}
     */
    private record WaitingReader(StreamPosition position, Optional<String> owner, boolean isAtTheEnd, long since) {}

    /** @param heartbeat after how long a reader is told that there is nothing */
    StreamReaders(Duration heartbeat) {
        this.heartbeat = heartbeat;
    }

    /** @return whether it is at the end, as far as that is known */
    boolean join(K key, StreamPosition position, Optional<String> owner, long now) {
        var isAtTheEnd = reached.filter(end -> !position.isBehind(end)).isPresent();
        waiting.put(key, new WaitingReader(position, owner, isAtTheEnd, now));
        return isAtTheEnd;
    }

    void leave(K key) {
        waiting.remove(key);
    }

    /** @return where to read: for the longest waiter; where that is at the end, for all who are; empty where nobody waits */
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

    /** Whether the longest waiter has not seen all there was. */
    boolean isUrgent() {
        return waiting.values().stream()
                .findFirst()
                .filter(longest -> !longest.isAtTheEnd())
                .isPresent();
    }

    /** @return whom to tell what; each of them has left, and joins again from the end of what it was told */
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

    /** @return whom to tell that nothing is known */
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
