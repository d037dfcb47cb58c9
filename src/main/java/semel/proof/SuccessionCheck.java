package semel.proof;

import java.util.Arrays;
import semel.audit.Finding;
import semel.audit.FindingType;

/** In an output partition the events of an input partition stand in the order of its records and of their lines (I7). */
final class SuccessionCheck {
    /** More than an order has lines. */
    private static final int LINES = 128;

    private final long[] last;
    private final Findings findings;

    /** @param inputs how many input partitions there are */
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
