package semel.audit;

import java.util.HashMap;
import java.util.Map;
import semel.order.Event;
import semel.wire.Coordinates;

/** What was applied, from one snapshot of the tables: I10, I11, and I9 by where events stood when they were applied. */
final class Tables {
    private final History history;
    private final Sides sides;
    private final Anomalies anomalies;
    private final Ledgers ledgers;
    private final Map<String, Map<Integer, Long>> applied = new HashMap<>();

    Tables(History history, Inputs inputs, Sides sides, Anomalies anomalies) {
        this.history = history;
        this.sides = sides;
        this.anomalies = anomalies;
        this.ledgers = new Ledgers(inputs.atRest(), sides, anomalies);
        for (var output : history.outputs()) {
            applied.computeIfAbsent(output.topic(), topic -> new HashMap<>()).put(output.partition(), output.applied());
        }
    }

    /** @return how many rows */
    long read() {
        var count = 0L;
        for (var row : history.applied()) {
            take(row);
            count++;
        }
        for (var row : history.repeated()) {
            if (isJudged(row.at())) {
                anomalies.add(new Anomaly.Duplicated(
                        Invariant.I4, row.id().toString(), row.at().toString()));
                find(row.id().toString(), Hash.of(row.id()), row.at());
            }
            count++;
        }
        ledgers.close(history.stock());
        return count;
    }

    private void take(History.Applied row) {
        var id = row.id();
        var place = Hash.of(id);
        if (row.at() == null) {
            anomalies.add(new Anomaly.Phantom(Invariant.I10, id.toString(), "a row without its processed_event"));
        } else if (isJudged(row.at())) {
            find(id.toString(), place, row.at());
            if (row.effect() != null) {
                sides.find(
                        Comparison.EFFECTIVE,
                        place,
                        Hash.content(row.effect()),
                        () -> new Comparison.Element(id.toString(), id.toString(), "the table of its row"));
            }
        }
        if (!row.adds()) {
            anomalies.add(new Anomaly.Altered(
                    Invariant.I10, id.toString(), "its total " + row.total() + " differs from the sum of its lines"));
        }
        if (row.effect() == null) {
            anomalies.add(new Anomaly.Lost(Invariant.I10, id.toString(), "a processed_event without its row"));
        } else if (row.effect() instanceof Event.StockMoved moved) {
            ledgers.add(moved);
        }
    }

    private void find(String id, long place, Coordinates at) {
        sides.find(
                Comparison.APPLIED,
                place,
                Hash.mix(place, Hash.of(at)),
                () -> new Comparison.Element(id, id, "applied from " + at));
    }

    /** A row that the projection has not committed yet is there early, and rightly. */
    private boolean isJudged(Coordinates at) {
        return at.offset() < applied.getOrDefault(at.topic(), Map.of()).getOrDefault(at.partition(), Long.MAX_VALUE);
    }
}
