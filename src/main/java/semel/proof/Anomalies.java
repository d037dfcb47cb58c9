package semel.proof;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import semel.audit.Invariant;

/** What was found so far: each once, and at most a limit of them. */
final class Anomalies {
    private final int limit;
    private final Map<String, Anomaly> found = new LinkedHashMap<>();
    private boolean complete = true;

    Anomalies(int limit) {
        this.limit = limit;
    }

    /** What is known of a subject by one invariant is not said again for another place. */
    void add(Anomaly anomaly) {
        var what = anomaly.getClass().getSimpleName() + " " + anomaly.invariant() + " " + anomaly.subject();
        if (found.size() < limit) {
            found.putIfAbsent(what, anomaly);
        } else {
            complete &= found.containsKey(what);
        }
    }

    /** False if there were more than the limit. */
    boolean isComplete() {
        return complete;
    }

    /** A second copy is out of order by nature: it is told as a copy only. */
    List<Anomaly> list() {
        var copies = found.values().stream()
                .filter(anomaly -> anomaly instanceof Anomaly.Duplicated && anomaly.invariant() == Invariant.I4)
                .map(Anomaly::subject)
                .collect(Collectors.toSet());
        return found.values().stream()
                .filter(anomaly -> !(anomaly instanceof Anomaly.OutOfOrder) || !copies.contains(anomaly.subject()))
                .toList();
    }
}
