package semel.kafka;

import java.util.List;

/**
 * What a parked stage waits for.
 *
 * @param remedies commands, each for one partition; none where only an answer is missing
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

    /** As an operator reads it. */
    @Override
    public String toString() {
        return remedies.isEmpty() ? reason : reason + "; remedy: " + String.join(" && ", remedies);
    }
}
