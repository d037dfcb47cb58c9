package semel.model;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import semel.model.Protocol.Deviation;

/** Writes what explorations found, as rows of a table and as steps. */
final class FoundTable {
    static final String HEADER = """
            | protocol | assignor | faults | states | transitions | found |
            |---|---|--:|--:|--:|---|
            """;

    private FoundTable() {}

    static String row(Protocol protocol, int faults, Exploration.Result result) {
        return "| %s | %s | %s | %s | %s | %s |"
                .formatted(
                        name(protocol),
                        protocol.cooperative() ? "CooperativeSticky" : "Range",
                        faults,
                        result.states(),
                        result.transitions(),
                        result.broken()
                                .map(property -> "**" + property + "** after "
                                        + result.way().size() + " steps")
                                .orElse("nothing"));
    }

    private static String name(Protocol protocol) {
        if (protocol.has(Deviation.OFFSETS_BY_BLOCK)) {
            return protocol.has(Deviation.UNCONFIRMED) ? "documented" : "documented, confirmed";
        }
        return butFor(protocol.deviations(), protocol.prunes() ? "ours, pruned" : "ours");
    }

    private static String butFor(Set<Deviation> deviations, String ours) {
        return deviations.stream()
                .map(deviation -> ", but " + deviation.text())
                .collect(Collectors.joining("", ours, ""));
    }

    static String lines(String separator, List<String> steps) {
        return steps.stream().map(step -> separator.formatted() + step).collect(Collectors.joining());
    }
}
