package semel.audit;

import static semel.sql.Columns.number;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The answers of the tables; a stretch without a trace may hold nothing but control records, which only a reader can tell.
 *
 * @param totals of what was decided since
 * @param remembered those of them that the snapshot before the cut shows already
 */
record TableFacts(
        Evidence.Totals totals,
        Evidence.Totals remembered,
        List<UUID> undecided,
        List<Evidence.Settled> settled,
        List<UUID> phantoms,
        List<Finding.Repeated> repeated,
        List<Evidence.Ledger> ledgers,
        List<Stretch> withoutTrace,
        List<Finding.TracedTwice> tracedTwice,
        List<Finding.TracedBeyond> tracedBeyond) {
    /** Nothing suspicious. */
    static final TableFacts NONE = new TableFacts(
            Evidence.Totals.NONE,
            Evidence.Totals.NONE,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of());

    private static final Map<Long, String> KINDS = Map.of(1L, "order", 2L, "inventory", 3L, "notification");

    /** @param answers in the order of the record's components, where the first has both totals */
    static TableFacts of(List<List<Object[]>> answers) {
        return new TableFacts(
                totals(answers.get(0)),
                totals(answers.get(0).stream().filter(row -> (boolean) row[1]).toList()),
                ids(answers.get(1)),
                answers.get(2).stream().map(TableFacts::settled).toList(),
                ids(answers.get(3)),
                answers.get(4).stream().map(TableFacts::repeated).toList(),
                answers.get(5).stream().map(TableFacts::ledger).toList(),
                answers.get(6).stream().map(TableFacts::stretch).toList(),
                answers.get(7).stream().map(TableFacts::twice).toList(),
                answers.get(8).stream().map(TableFacts::beyond).toList());
    }

    /** Together with what was suspicious in earlier rows; the totals are those of these facts. */
    TableFacts plus(TableFacts earlier) {
        return new TableFacts(
                totals,
                remembered,
                both(earlier.undecided, undecided),
                both(earlier.settled, settled),
                both(earlier.phantoms, phantoms),
                repeated,
                ledgers,
                withoutTrace,
                tracedTwice,
                tracedBeyond);
    }

    private static <T> List<T> both(List<T> earlier, List<T> later) {
        return Stream.concat(earlier.stream(), later.stream())
                .distinct()
                .limit(Evidence.MAX_SUSPECTS)
                .toList();
    }

    /** Whether a row contradicts another, whatever the records say. */
    boolean hasSuspects() {
        return !(undecided.isEmpty() && settled.isEmpty() && phantoms.isEmpty());
    }

    boolean isTracedOnce() {
        return tracedTwice.isEmpty() && tracedBeyond.isEmpty();
    }

    /** Together with what topics and intake said. */
    Evidence with(Accepted accepted, List<Finding.Untraced> untraced) {
        return new Evidence(
                accepted.next().since(),
                accepted.cut(),
                accepted.next().plus(totals).totals(),
                List.of(),
                List.of(),
                List.of(),
                undecided,
                settled,
                phantoms,
                repeated,
                ledgers,
                untraced,
                tracedTwice,
                tracedBeyond);
    }

    /** @param rows of a kind of trace, whether it is remembered, and how many there are */
    private static Evidence.Totals totals(List<Object[]> rows) {
        return new Evidence.Totals(
                0, count(rows, "FULFILLED"), count(rows, "REFUSED"), count(rows, "SUPPRESSED"), count(rows, "DEAD"));
    }

    private static long count(List<Object[]> rows, String kind) {
        return rows.stream()
                .filter(row -> kind.equals(row[0]))
                .mapToLong(row -> number(row[2]))
                .sum();
    }

    private static List<UUID> ids(List<Object[]> rows) {
        return rows.stream().map(row -> (UUID) row[0]).toList();
    }

    private static Evidence.Settled settled(Object[] row) {
        return new Evidence.Settled(
                (UUID) row[0],
                (String) row[1],
                number(row[2]),
                (String) row[3],
                number(row[4]),
                (String) row[5],
                number(row[6]),
                number(row[7]),
                (boolean) row[8]);
    }

    private static Finding.Repeated repeated(Object[] row) {
        var kind = number(row[1]);
        return new Finding.Repeated(
                (UUID) row[0], KINDS.getOrDefault(kind, "kind " + kind), (int) number(row[2]), number(row[3]));
    }

    private static Evidence.Ledger ledger(Object[] row) {
        return new Evidence.Ledger(
                (String) row[0],
                number(row[1]),
                number(row[2]),
                number(row[3]),
                number(row[4]),
                number(row[5]),
                number(row[6]),
                numberOrNull(row[7]),
                numberOrNull(row[8]),
                numberOrNull(row[9]),
                numberOrNull(row[10]));
    }

    private static Stretch stretch(Object[] row) {
        return new Stretch((String) row[0], (int) number(row[1]), number(row[2]), number(row[3]));
    }

    private static Finding.TracedTwice twice(Object[] row) {
        return new Finding.TracedTwice((String) row[0], (int) number(row[1]), number(row[2]));
    }

    private static Finding.TracedBeyond beyond(Object[] row) {
        return new Finding.TracedBeyond((String) row[0], (int) number(row[1]), number(row[2]), number(row[3]));
    }

    private static Long numberOrNull(Object value) {
        return value == null ? null : number(value);
    }
}
