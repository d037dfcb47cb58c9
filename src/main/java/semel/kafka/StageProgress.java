package semel.kafka;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.TopicPartition;

/**
 * A stage's progress in a partition, as stored in the database. Continuing at any offset in [from, to] skips nothing, and repeats nothing
 * that is finished. The numbers may be invalid: {@link OffsetCheck} checks them.
 *
 * @param topicId of the topic that was read; a topic that is created again has another id
 * @param from last offset finished + 1, or less
 * @param to last offset processed + 1
 * @param passed at least {@code to}; a read_committed reader found no record in [to, passed)
 * @param repeatable whether records may be processed again, because the stage ignores known events; {@code from} is 0 then
 */
public record StageProgress(
        String topic, UUID topicId, int partition, long from, long to, long passed, boolean repeatable) {
    public StageProgress(String topic, UUID topicId, int partition, long from, long to, boolean repeatable) {
        this(topic, topicId, partition, from, to, to, repeatable);
    }

    /** @return the partition's row; all zero if it has none */
    static StageProgress of(TopicPartition at, UUID topicId, List<StageProgress> known) {
        return known.stream()
                .filter(each -> each.isOf(at.topic(), topicId) && each.partition() == at.partition())
                .findAny()
                .orElse(new StageProgress(at.topic(), topicId, at.partition(), 0, 0, false));
    }

    /** @return a row of an earlier topic of this name, if there is none of this topic */
    static Optional<StageProgress> ofAnother(String topic, UUID topicId, List<StageProgress> known) {
        return known.stream().anyMatch(each -> each.isOf(topic, topicId))
                ? Optional.empty()
                : known.stream().filter(each -> each.topic().equals(topic)).findFirst();
    }

    private boolean isOf(String name, UUID id) {
        return topic.equals(name) && topicId.equals(id);
    }

    /** Whether these can be offsets of a log with this end. */
    boolean isWithin(long logEnd) {
        return 0 <= from && from <= to && to <= passed && passed <= logEnd;
    }

    /**
     * Combines two answers into bounds that hold for offsets that were read between them.
     *
     * @param before the earlier answer; gives {@code from}
     * @param after the later answer; gives {@code to} and {@code passed}
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

    /** @return the SQL that sets the row to: all below this offset is processed, and nothing from it on */
    String correctedTo(long offset) {
        var set = repeatable
                ? "update applied set applied_next = " + offset
                : "update progress set decided_next = " + offset + ", published_next = " + offset + ", passed_next = 0";
        return set + " where topic_id = '" + topicId + "' and partition = " + partition;
    }

    /** For operators. */
    @Override
    public String toString() {
        var done = repeatable ? "applied below " + to : "published below " + from + ", decided below " + to;
        var behind = passed == to ? "" : "no record below " + passed;
        return to == 0 && from == 0
                ? behind.isEmpty() ? "nothing" : behind
                : done + (behind.isEmpty() ? "" : ", " + behind);
    }
}
