package semel.wire;

import java.util.List;
import java.util.stream.Collectors;

/** A group must not go on from where it stands: that would lose or duplicate, or nobody can tell. */
final class OffsetsRefused extends RuntimeException {
    /** @param remedy the command that corrects the offset */
    record Refusal(Place place, Standing.Refused standing, String remedy) {}

    private final transient List<Refusal> refusals;

    /** @param refusals n >= 1, one for each partition */
    OffsetsRefused(List<Refusal> refusals) {
        super(refusals.stream()
                .map(each -> each.place().partition() + ": " + each.standing().reason())
                .collect(Collectors.joining("; ")));
        this.refusals = List.copyOf(refusals);
    }

    List<Refusal> refusals() {
        return refusals;
    }
}
