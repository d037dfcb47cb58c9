package semel.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import semel.audit.Invariant;

/** What the command says of a proof. */
final class ProofReport {
    /** Findings of one kind that are listed for people. */
    private static final int LISTED = 10;

    private ProofReport() {}

    /** For people: of each kind of finding the first ones, and how many more there are. */
    static void text(Proof proof, PrintStream out) {
        var counts = proof.counts();
        out.printf(
                Locale.ROOT,
                "%s: %d requests, %d input records, %d suppressed, %d dead letters, %d events published, %d aborted, %d applied%n",
                ProofCommand.Verdict.of(proof),
                counts.requests(),
                counts.arrivals(),
                counts.suppressed(),
                counts.deadLetters(),
                counts.published(),
                counts.aborted(),
                counts.applied());
        if (counts.deleted() > 0) {
            out.printf(
                    Locale.ROOT,
                    "%d events and dead letters were deleted from their topics by retention: only the tables tell of them%n",
                    counts.deleted());
        }
        proof.anomalies().stream()
                .collect(Collectors.groupingBy(ProofReport::kind, LinkedHashMap::new, Collectors.toList()))
                .forEach((kind, anomalies) -> list(kind, anomalies, out));
        if (!proof.complete()) {
            out.println("The list is incomplete: there are more findings.");
        }
        proof.anomalies().stream()
                .map(Anomaly::invariant)
                .distinct()
                .sorted()
                .forEach(invariant -> out.println(invariant + ": " + invariant.sentence()));
    }

    private static void list(Kind kind, List<Anomaly> anomalies, PrintStream out) {
        anomalies.stream()
                .limit(LISTED)
                .forEach(anomaly -> out.printf(
                        Locale.ROOT,
                        "%-4s %-18s %s (%s)%n",
                        kind.invariant(),
                        kind.name(),
                        anomaly.subject(),
                        anomaly.where()));
        if (anomalies.size() > LISTED) {
            out.printf(
                    Locale.ROOT, "%-4s %-18s and %d more%n", kind.invariant(), kind.name(), anomalies.size() - LISTED);
        }
    }

    private record Kind(Invariant invariant, String name) {}

    private static Kind kind(Anomaly anomaly) {
        return new Kind(anomaly.invariant(), anomaly.getClass().getSimpleName());
    }

    /** For programs: one object, with all findings. */
    static void json(Proof proof, PrintStream out) {
        var report = new LinkedHashMap<String, Object>();
        report.put("verdict", ProofCommand.Verdict.of(proof).name());
        report.put("complete", proof.complete());
        report.put("counts", proof.counts());
        report.put(
                "findings", proof.anomalies().stream().map(ProofReport::finding).toList());
        try {
            out.println(new ObjectMapper().writeValueAsString(report));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Map<String, String> finding(Anomaly anomaly) {
        var finding = new LinkedHashMap<String, String>();
        finding.put("invariant", anomaly.invariant().name());
        finding.put("finding", anomaly.getClass().getSimpleName());
        finding.put("subject", anomaly.subject());
        finding.put("where", anomaly.where());
        return finding;
    }
}
