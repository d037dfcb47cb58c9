package semel.proof;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import semel.audit.Finding;
import semel.audit.FindingType;

/** What was found so far: each once, and at most a limit of them. */
final class Findings {
    private final int limit;
    private final Map<String, Finding> found = new LinkedHashMap<>();
    private boolean complete = true;

    Findings(int limit) {
        this.limit = limit;
    }

    /** What is known of a subject by one invariant is not said again for another place. */
    void add(Finding finding) {
        var what = finding.type() + " " + finding.key();
        if (found.size() < limit) {
            found.putIfAbsent(what, finding);
        } else {
            complete &= found.containsKey(what);
        }
    }

    /** False if there were more than the limit. */
    boolean isComplete() {
        return complete;
    }

    /** A second copy is out of order by nature: it is told as a copy only. */
    List<Finding> list() {
        var copies = found.values().stream()
                .filter(finding -> finding.type() == FindingType.I4_DUPLICATED)
                .map(Finding::key)
                .collect(Collectors.toSet());
        return found.values().stream()
                .filter(finding -> finding.type() != FindingType.I7_OUT_OF_ORDER || !copies.contains(finding.key()))
                .toList();
    }
}
