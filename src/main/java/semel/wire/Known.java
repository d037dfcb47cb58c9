package semel.wire;

import java.util.List;
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

    /**
     * Holds for offsets that were read between two answers, in whichever order they were committed meanwhile.
     *
     * @param before the earlier answer: what was done for good by then
     * @param after the later one: nothing else is done
     */
    static List<Known> between(List<Known> before, List<Known> after) {
        return after.stream().map(later -> later.since(before)).toList();
    }

    private Known since(List<Known> before) {
        var earlier =
                before.stream().filter(this::isOfTheSame).mapToLong(Known::from).findAny();
        return new Known(topic, topicId, partition, earlier.orElse(0), to, repeatable);
    }

    private boolean isOfTheSame(Known other) {
        return topicId.equals(other.topicId) && partition == other.partition;
    }

    /** As an operator reads it. */
    @Override
    public String toString() {
        return to == 0
                ? "nothing"
                : repeatable ? "applied below " + to : "published below " + from + ", decided below " + to;
    }
}
