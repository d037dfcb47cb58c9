package semel.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import semel.audit.Finding;

/** Prints a proof, as text or as JSON. */
final class ProofReport {
    /** The maximum number of findings of one type in the text. */
    private static final int LISTED = 10;

    private ProofReport() {}

    /** For people: the first findings of each type, and the number of the others. */
    static void text(Proof proof, PrintStream out) {
        var counts = proof.counts();
        out.printf(
                Locale.ROOT,
                "%s: %d requests, %d input records, %d suppressed, %d dead letters, %d events published, %d aborted, %d applied%n",
                proof.verdict(),
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
        proof.findings().stream()
                .collect(Collectors.groupingBy(Finding::type, LinkedHashMap::new, Collectors.toList()))
                .values()
                .forEach(findings -> list(findings, out));
        if (!proof.complete()) {
            out.println("The list is incomplete: there are more findings.");
        }
    }

    /** @param findings of one type, whose explanation follows them */
    private static void list(List<Finding> findings, PrintStream out) {
        var first = findings.get(0);
        findings.stream()
                .limit(LISTED)
                .forEach(finding ->
                        line(first, finding.key() + " (" + finding.detail() + ")" + ownRemedy(finding), out));
        if (findings.size() > LISTED) {
            line(first, "and " + (findings.size() - LISTED) + " more", out);
        }
        out.println("     Meaning: " + first.meaning());
        out.println("     Look at: " + first.look());
        out.println("     To do:   " + first.type().plainRemedy());
        out.println("     More in: " + first.see());
    }

    private static void line(Finding type, String text, PrintStream out) {
        out.printf(Locale.ROOT, "%-4s %-18s %s%n", type.invariant(), type.finding(), text);
    }

    private static String ownRemedy(Finding finding) {
        return finding.ownRemedy().isEmpty() ? "" : "; remedy: " + finding.ownRemedy();
    }

    /** For programs: one JSON object, with all findings. */
    static void json(Proof proof, PrintStream out) {
        var report = new LinkedHashMap<String, Object>();
        report.put("verdict", proof.verdict().name());
        report.put("complete", proof.complete());
        report.put("counts", proof.counts());
        report.put("findings", proof.findings());
        try {
            out.println(new ObjectMapper().writeValueAsString(report));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
