package semel.proof;

import java.util.Arrays;
import semel.audit.Finding;
import semel.audit.FindingType;

/** Checks that in an output partition the events of an input partition are in the order of its records and their lines (I7). */
final class SuccessionCheck {
    /** More than the lines of an order. */
    private static final int LINES = 128;

    private final long[] last;
    private final Findings findings;

    /** @param inputs the number of input partitions */
    SuccessionCheck(int inputs, Findings findings) {
        this.last = new long[inputs];
        this.findings = findings;
        Arrays.fill(last, -1);
    }

    void follow(OutputRecord.Traced record, InputCoverage input) {
        var line = record instanceof OutputRecord.PublishedEvent told
                ? told.event().id().line()
                : 0;
        var position = record.source().offset() * LINES + line;
        if (position <= last[input.index()]) {
            var subject = record instanceof OutputRecord.PublishedEvent told
                    ? told.event().id().toString()
                    : record.source().toString();
            findings.add(new Finding(
                    FindingType.I7_OUT_OF_ORDER, subject, record.at().toString()));
        }
        last[input.index()] = position;
    }
}
