package semel.kafka;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a partition is done, as a row of the database has it: going on from any offset in [from, to] skips nothing, and does
 * nothing again that is known to be done for good. Any number can stand in a row: {@link OffsetCheck} judges it.
 *
 * @param topicId of the topic that was read: another topic of the same name is another one
 * @param from last offset done for good + 1, or less
 * @param to last offset done + 1: nothing from here on is done
 * @param passed to, or more: no record stood in [to, passed) for a read_committed reader
 * @param repeatable whether what is done may be done again, by a reader that ignores what it has seen: from is 0 then
 */
public record StageProgress(
        String topic, UUID topicId, int partition, long from, long to, long passed, boolean repeatable) {
    public StageProgress(String topic, UUID topicId, int partition, long from, long to, boolean repeatable) {
        this(topic, topicId, partition, from, to, to, repeatable);
    }

    /** What is known of a partition: nothing, where it has no row. */
    static StageProgress of(TopicPartition at, UUID topicId, List<StageProgress> known) {
        return known.stream()
                .filter(each -> each.isOf(at.topic(), topicId) && each.partition() == at.partition())
                .findAny()
                .orElse(new StageProgress(at.topic(), topicId, at.partition(), 0, 0, false));
    }

    /** What is known of another topic of this name, if nothing is known of this one. */
    static Optional<StageProgress> ofAnother(String topic, UUID topicId, List<StageProgress> known) {
        return known.stream().anyMatch(each -> each.isOf(topic, topicId))
                ? Optional.empty()
                : known.stream().filter(each -> each.topic().equals(topic)).findFirst();
    }

    private boolean isOf(String name, UUID id) {
        return topic.equals(name) && topicId.equals(id);
    }

    /** Whether these can be offsets of a log that ends here. */
    boolean isWithin(long logEnd) {
        return 0 <= from && from <= to && to <= passed && passed <= logEnd;
    }

    /**
     * Holds for offsets that were read between two answers, in whichever order they were committed meanwhile.
     *
     * @param before the earlier answer: what was done for good by then
     * @param after the later one: nothing else is done
     */
    static List<StageProgress> between(List<StageProgress> before, List<StageProgress> after) {
        return after.stream().map(later -> later.since(before)).toList();
    }

    private StageProgress since(List<StageProgress> before) {
        var earlier = before.stream()
                .filter(this::isOfTheSame)
                .mapToLong(StageProgress::from)
                .findAny();
        return new StageProgress(topic, topicId, partition, earlier.orElse(0), to, passed, repeatable);
    }

    private boolean isOfTheSame(StageProgress other) {
        return topicId.equals(other.topicId) && partition == other.partition;
    }

    /** The statement after which the row says that all below this offset is done and nothing from there on is. */
    String correctedTo(long offset) {
        var set = repeatable
                ? "update applied set applied_next = " + offset
                : "update progress set decided_next = " + offset + ", published_next = " + offset + ", passed_next = 0";
        return set + " where topic_id = '" + topicId + "' and partition = " + partition;
    }

    /** As an operator reads it. */
    @Override
    public String toString() {
        var done = repeatable ? "applied below " + to : "published below " + from + ", decided below " + to;
        var behind = passed == to ? "" : "no record below " + passed;
        return to == 0 && from == 0
                ? behind.isEmpty() ? "nothing" : behind
                : done + (behind.isEmpty() ? "" : ", " + behind);
    }
}
