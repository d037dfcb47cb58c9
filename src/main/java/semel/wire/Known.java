package semel.wire;

import java.util.UUID;

/**
 * How far a partition is done, as a table of the database has it: going on from any offset in [from, to] skips nothing, and does
 * nothing again that is known to be done for good.
 *
 * @param topicId of the topic that was read: another topic of the same name is another one
 * @param from last offset done for good + 1, or less
 * @param to last offset done + 1: nothing from here on is done
 * @param repeatable whether what is done may be done again, by a reader that ignores what it has seen: from is 0 then
 */
public record Known(String topic, UUID topicId, int partition, long from, long to, boolean repeatable) {
    public Known {
        if (from < 0 || to < from || repeatable && from > 0) {
            throw new IllegalArgumentException("no range of offsets: from " + from + " to " + to);
        }
    }

    /** As an operator reads it. */
    @Override
    public String toString() {
        return to == 0
                ? "nothing"
                : repeatable ? "applied below " + to : "published below " + from + ", decided below " + to;
    }
}
