package semel.proof;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import semel.audit.Finding;
import semel.audit.FindingType;

/** Collects findings, without duplicates and up to a limit. */
final class Findings {
    private final int limit;
    private final Map<String, Finding> found = new LinkedHashMap<>();
    private boolean complete = true;

    Findings(int limit) {
        this.limit = limit;
    }

    /** Ignores a second finding of the same type and key, even with another detail. */
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

    /** Without findings of wrong order for duplicated records, which are always out of order. */
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
