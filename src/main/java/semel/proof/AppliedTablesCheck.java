package semel.proof;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import semel.audit.Finding;
import semel.audit.FindingType;
import semel.kafka.Coordinates;
import semel.order.Event;

/** Checks what was applied (I10, I11), and by the coordinates of applied events that they were committed (I9). */
final class AppliedTablesCheck {
    private final History history;
    private final ComparisonSink sides;
    private final Findings findings;
    private final LedgerCheck ledgers;
    private final boolean atRest;
    private final Map<String, Map<Integer, Long>> reached = new HashMap<>();
    private final Map<String, Map<Integer, History.OutputPartition>> outputs = new HashMap<>();

    AppliedTablesCheck(History history, InputCheck inputs, ComparisonSink sides, Findings findings) {
        this.history = history;
        this.sides = sides;
        this.findings = findings;
        this.atRest = inputs.atRest();
        this.ledgers = new LedgerCheck(history.openings(), atRest, sides, findings);
        for (var output : history.outputs()) {
            outputs.computeIfAbsent(output.topic(), topic -> new HashMap<>()).put(output.partition(), output);
        }
    }

    /**
     * @param unreadable hashes of the records that are no events, by coordinates
     * @return the number of rows
     */
    long read(Map<Coordinates, Long> unreadable) {
        var count = 0L;
        for (var row : history.applied()) {
            take(row);
            count++;
        }
        for (var row : history.repeated()) {
            reach(row.at());
            if (isApplied(row.at())) {
                findings.add(new Finding(
                        FindingType.I4_DUPLICATED, row.id().toString(), row.at().toString()));
                if (isLeft(row.at())) {
                    find(row.id().toString(), ContentHash.of(row.id()), row.at());
                }
            }
            count++;
        }
        ledgers.close(history.stock());
        for (var row : history.quarantined()) {
            reach(row.at());
            if (isApplied(row.at()) && isLeft(row.at()) && !Objects.equals(unreadable.get(row.at()), row.content())) {
                findings.add(new Finding(
                        FindingType.I10_PHANTOM,
                        row.at().toString(),
                        "in quarantine, but no such record stands there"));
            }
        }
        readReached();
        return count;
    }

    private void reach(Coordinates at) {
        reached.computeIfAbsent(at.topic(), topic -> new HashMap<>()).merge(at.partition(), at.offset(), Math::max);
    }

    /** Checks that the last applied event is below the next offset in {@code applied}. */
    private void readReached() {
        for (var row : history.appliedUpTo()) {
            var output = outputs.getOrDefault(row.topic(), Map.of()).get(row.partition());
            var last = reached.getOrDefault(row.topic(), new HashMap<>()).remove(row.partition());
            if (output == null) {
                continue; // of a former topic
            }
            var isBeyond = atRest && row.next() > output.highWatermark();
            if (isBeyond || last != null && row.next() <= last || !row.named().equals(row.topic())) {
                findings.add(new Finding(
                        FindingType.I11_OFFSETS_CONTRADICT,
                        row.topic() + ":" + row.partition(),
                        "applied is up to " + row.next() + " of " + row.named() + ", but the last event stands at "
                                + last));
            }
        }
        reached.forEach((topic, partitions) -> partitions.forEach((partition, last) -> findings.add(new Finding(
                FindingType.I11_OFFSETS_CONTRADICT,
                topic + ":" + partition,
                "applied, but without a row of its progress"))));
    }

    private void take(History.AppliedEvent row) {
        var id = row.id();
        var place = ContentHash.of(id);
        if (row.at() == null) {
            findings.add(new Finding(FindingType.I10_PHANTOM, id.toString(), "a row without its processed_event"));
        } else {
            reach(row.at());
        }
        if (row.at() != null && isApplied(row.at()) && isLeft(row.at())) {
            find(id.toString(), place, row.at());
            if (row.effect() != null) {
                sides.find(
                        Comparison.EFFECTIVE,
                        place,
                        ContentHash.content(row.effect()),
                        () -> new Comparison.Element(id.toString(), id.toString(), "the table of its row"));
            }
        }
        if (row.contradiction() != null) {
            findings.add(new Finding(FindingType.I10_ALTERED, id.toString(), row.contradiction()));
        }
        if (row.effect() == null) {
            findings.add(new Finding(FindingType.I10_LOST, id.toString(), "a processed_event without its row"));
        } else if (row.effect() instanceof Event.StockMoved moved) {
            ledgers.add(moved);
        }
    }

    private void find(String id, long place, Coordinates at) {
        sides.find(
                Comparison.APPLIED,
                place,
                ContentHash.mix(place, ContentHash.of(at)),
                () -> new Comparison.Element(id, id, "applied from " + at));
    }

    /** Whether its offset is committed: the projection writes a row before it commits the offset. */
    private boolean isApplied(Coordinates at) {
        return output(at).map(output -> at.offset() < output.applied()).orElse(true);
    }

    /** Whether the event is neither deleted by retention nor of a former topic: those are not compared. */
    private boolean isLeft(Coordinates at) {
        return outputs.containsKey(at.topic())
                && output(at).map(output -> at.offset() >= output.first()).orElse(true);
    }

    private Optional<History.OutputPartition> output(Coordinates at) {
        return Optional.ofNullable(outputs.getOrDefault(at.topic(), Map.of()).get(at.partition()));
    }
}
