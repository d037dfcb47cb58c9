package semel.proof;

import java.util.HashSet;
import semel.audit.Finding;
import semel.audit.FindingType;
import semel.kafka.Coordinates;

/** Compares the rows about input records with the records (I2, I6, I10). */
final class InputTableCheck {
    private final History history;
    private final InputCheck inputs;
    private final ComparisonSink sides;
    private final Findings findings;

    InputTableCheck(History history, InputCheck inputs, ComparisonSink sides, Findings findings) {
        this.history = history;
        this.inputs = inputs;
        this.sides = sides;
        this.findings = findings;
    }

    /** @return the number of rows before the cut */
    long readSuppressed() {
        var count = 0L;
        for (var row : history.suppressed()) {
            var input = inputs.of(row.at(), row.at());
            if (input != null) {
                input.trace(row.at().offset());
                if (input.judges(row.at().offset())) {
                    inputs.cover(input, row.at(), row.id(), row.at());
                    count++;
                }
            }
        }
        return count;
    }

    /** Must be called before the records are read. */
    void readAccepted() {
        for (var row : history.accepted()) {
            var at = row.at();
            if (!row.isFingerprinted()) {
                findings.add(new Finding(
                        FindingType.I12_ALTERED, row.id().toString(), "its fingerprint is not that of its record"));
            }
            inputs.at(at)
                    .filter(input -> !input.isFormer() && (input.judges(at.offset()) || input.isGone(at.offset())))
                    .ifPresent(input -> {
                        if (input.judges(at.offset())) {
                            input.accepted().add(at.offset());
                        }
                        var place = ContentHash.of(at);
                        sides.expect(
                                Comparison.RECORDED,
                                place,
                                ContentHash.mix(place, row.content()),
                                () -> new Comparison.Element(
                                        at.toString(), row.id().toString(), "accepted with other bytes"));
                    });
        }
    }

    /** @return the partition of a decided row's record; null, with a finding, if there is none */
    InputCoverage decidedAt(Coordinates at, String row) {
        var input = inputs.at(at);
        if (input.isPresent() && at.offset() < input.get().partition().end()) {
            input.get().trace(at.offset());
            return input.get();
        }
        findings.add(new Finding(FindingType.I6_PHANTOM, row, "no record stands at " + at));
        return null;
    }

    /** Must be called after all other rows were read. */
    void readProgress() {
        for (var row : history.decidedUpTo()) {
            inputs.at(row.topic(), row.partition()).ifPresent(input -> compare(input, row));
        }
    }

    private void compare(InputCoverage input, History.OffsetRow row) {
        var subject = row.topic() + ":" + row.partition();
        if (!input.isFormer() && !row.named().equals(row.topic())) {
            findings.add(new Finding(FindingType.I6_ALTERED, subject, "progress calls the topic " + row.named()));
        }
        // After the last decided record there may be control records and aborted ones.
        if (row.next() <= input.lastTraced() || row.next() > input.partition().end()) {
            findings.add(new Finding(
                    FindingType.I6_OFFSETS_CONTRADICT,
                    subject,
                    "decided is up to " + row.next() + ", but the last decided record stands at " + input.lastTraced()
                            + ", and the end is " + input.partition().end()));
        }
    }

    /** A record after the cut, or a deleted one, may be the copy; there is none after the end. */
    private boolean mayBeCopy(Coordinates copy, Coordinates dead) {
        return inputs.at(copy)
                .map(input -> copy.offset() < input.partition().end()
                        && (input.isUnread(copy.offset())
                                || dead.equals(inputs.copies().get(copy))))
                .orElse(true);
    }

    /** Must be called after the records were read. */
    void readRedriven() {
        var redriven = new HashSet<Coordinates>();
        for (var row : history.redriven()) {
            var at = row.at();
            var isLetter = inputs.at(at)
                    .filter(input -> !input.judges(at.offset()) || input.dead().contains(at.offset()))
                    .isPresent();
            if (!isLetter) {
                findings.add(new Finding(FindingType.I10_PHANTOM, at.toString(), "redriven, but not a dead letter"));
            }
            redriven.add(at);
            var copy = row.copy();
            if (copy != null && !mayBeCopy(copy, at)) {
                findings.add(new Finding(FindingType.I10_ALTERED, at.toString(), "its copy does not stand at " + copy));
            }
        }
        inputs.copies().forEach((copy, dead) -> {
            var isLetter = inputs.at(dead)
                    .filter(input -> input.judges(dead.offset()) && input.dead().contains(dead.offset()))
                    .isPresent();
            if (isLetter && !redriven.contains(dead)) {
                findings.add(new Finding(FindingType.I10_LOST, dead.toString(), "redriven without a row, to " + copy));
            }
        });
    }
}
