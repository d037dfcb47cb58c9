package semel.kafka;

import java.util.List;
import java.util.stream.Collectors;

/** A group must not continue from its offsets, because that would or may lose or duplicate records. */
final class OffsetsRefused extends RuntimeException {
    /** @param remedy the command that corrects the offset, or the statement that corrects the row */
    record PartitionRefusal(GroupPosition place, OffsetCheck.Inconsistent standing, String remedy) {
        static PartitionRefusal of(
                GroupPosition place, OffsetCheck.Inconsistent standing, String bootstrapServers, String group) {
            var at = place.partition();
            var remedy = standing.isOfRow()
                    ? standing.known().correctedTo(standing.offset())
                    : "kafka-consumer-groups.sh --bootstrap-server " + bootstrapServers + " --group " + group
                            + " --topic " + at.topic() + ":" + at.partition() + " --reset-offsets --to-offset "
                            + standing.offset() + " --execute";
            return new PartitionRefusal(place, standing, remedy);
        }
    }

    private final transient List<PartitionRefusal> refusals;

    /** @param refusals at least one, one for each partition */
    OffsetsRefused(List<PartitionRefusal> refusals) {
        super(refusals.stream()
                .map(each -> each.place().partition() + ": " + each.standing().reason())
                .collect(Collectors.joining("; ")));
        this.refusals = List.copyOf(refusals);
    }

    List<PartitionRefusal> refusals() {
        return refusals;
    }
}
