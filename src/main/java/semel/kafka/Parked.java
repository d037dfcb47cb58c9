package semel.kafka;

import java.util.List;

/**
 * The reason why a stage is parked, and the remedy.
 *
 * @param remedies commands, each for one partition; none if the check only got no answer
 */
record Parked(String reason, List<String> remedies) {
    static Parked of(RuntimeException why) {
        return why instanceof OffsetsRefused refused
                ? new Parked(
                        refused.getMessage(),
                        refused.refusals().stream()
                                .map(OffsetsRefused.PartitionRefusal::remedy)
                                .toList())
                : new Parked("the offsets of the group could not be checked: " + rootOf(why), List.of());
    }

    private static Throwable rootOf(Throwable failure) {
        return failure.getCause() == null ? failure : rootOf(failure.getCause());
    }

    /** For operators. */
    @Override
    public String toString() {
        return remedies.isEmpty() ? reason : reason + "; remedy: " + String.join(" && ", remedies);
    }
}
