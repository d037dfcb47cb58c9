package semel.audit;

import static semel.sql.Columns.number;

import java.util.List;
import java.util.stream.Stream;

/**
 * What the audit's queries found in the tables.
 *
 * @param totals counts of what was decided since the watermark
 * @param remembered the part of them that the snapshot before the cut shows
 * @param findings at most {@link #MAX_FINDINGS}, and each query has a limit too: there may be more
 * @param withoutTrace ranges of no decided or suppressed record or dead letter; only a consumer can tell whether they have any record
 */
record TableFacts(Totals totals, Totals remembered, List<Finding> findings, List<OffsetRange> withoutTrace) {
    private static final int MAX_FINDINGS = 50_000;

    /** @param answers to {@link EvidenceQueries#TOTALS}, to {@link EvidenceQueries#UNTRACED}, and to the queries for findings */
    static TableFacts of(List<List<Object[]>> answers) {
        var traces = answers.get(0);
        return new TableFacts(
                totals(traces),
                totals(traces.stream().filter(row -> (boolean) row[1]).toList()),
                answers.stream()
                        .skip(2)
                        .flatMap(List::stream)
                        .map(TableFacts::finding)
                        .toList(),
                answers.get(1).stream().map(TableFacts::range).toList());
    }

    /** @param row type, key and detail */
    static Finding finding(Object[] row) {
        return new Finding(FindingType.valueOf((String) row[0]), row[1], row[2]);
    }

    /** @return these findings and the earlier ones, without duplicates */
    List<Finding> findings(List<Finding> earlier) {
        return Stream.concat(findings.stream(), earlier.stream())
                .distinct()
                .limit(MAX_FINDINGS)
                .toList();
    }

    boolean isTracedOnce() {
        return findings.stream()
                .map(Finding::type)
                .noneMatch(type -> type == FindingType.I6_TRACED_TWICE || type == FindingType.I6_TRACED_BEYOND);
    }

    /** @param rows kind of trace, whether it is remembered, count */
    private static Totals totals(List<Object[]> rows) {
        return new Totals(
                0, count(rows, "FULFILLED"), count(rows, "REFUSED"), count(rows, "SUPPRESSED"), count(rows, "DEAD"));
    }

    private static long count(List<Object[]> rows, String kind) {
        return rows.stream()
                .filter(row -> kind.equals(row[0]))
                .mapToLong(row -> number(row[2]))
                .sum();
    }

    private static OffsetRange range(Object[] row) {
        return new OffsetRange((String) row[0], (int) number(row[1]), number(row[2]), number(row[3]));
    }
}
