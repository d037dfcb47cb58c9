package semel.audit;

import static semel.sql.Columns.number;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny.StatelessSession;
import semel.sql.Columns;

/** Runs an audit's queries and reads what their answers have in common. */
final class QueryRunner {
    private QueryRunner() {}

    /** Runs the queries one after the other, because a session runs one at a time. */
    static Uni<List<List<Object[]>>> inTurn(List<Uni<List<Object[]>>> questions, Consumer<Progress> told) {
        var answered = new ArrayList<Uni<List<Object[]>>>();
        for (var question : questions) {
            var read = new Progress.Read(answered.size() + 1, questions.size());
            answered.add(question.invoke(() -> told.accept(read)));
        }
        return Uni.join().all(answered).usingConcurrencyOf(1).andFailFast();
    }

    static Uni<List<Object[]>> ask(StatelessSession session, String[] between, String sql, String[]... more) {
        var columns = new ArrayList<>(List.<String[]>of(between));
        columns.addAll(List.of(more));
        return Columns.query(session, sql, columns.toArray(String[][]::new));
    }

    static String[] since(Watermark judged) {
        return new String[] {judged.snapshot(), SnapshotText.ALL};
    }

    static String[][] columns(List<InputEnd> ends, Watermark judged, String cut) {
        return new String[][] {
            Columns.of(ends, InputEnd::topic),
            Columns.of(ends, InputEnd::topicId),
            Columns.of(ends, InputEnd::partition),
            Columns.of(ends, InputEnd::first),
            Columns.of(ends, InputEnd::next),
            Columns.of(ends, judged::decidedNext),
            Columns.one(cut)
        };
    }

    static Instant time(Object micros) {
        return Instant.EPOCH.plus(number(micros), ChronoUnit.MICROS);
    }

    /** @param accepted the answer to {@link BeforeCutQueries#ACCEPTED} */
    static Watermark next(
            Watermark judged,
            String shown,
            Map<Watermark.InputId, Long> decidedNext,
            Object[] accepted,
            String ledgers) {
        var since = time(accepted[0]);
        return new Watermark(
                shown,
                judged.changes(),
                decidedNext,
                since.isBefore(judged.since()) ? since : judged.since(),
                judged.totals().plus(new Totals(number(accepted[2]), 0, 0, 0, 0)),
                ledgers);
    }

    /** @param changes the answer to {@link BeforeCutQueries#CHANGES} */
    static Watermark beginning(Object[] changes) {
        return changes[1] == null
                ? Watermark.none((String) changes[0])
                : Watermark.prunedUpTo(
                        (String) changes[1],
                        (String) changes[0],
                        Watermark.InputId.parse(((String) changes[2]).lines().toList()),
                        new Totals(
                                number(changes[3]),
                                number(changes[4]),
                                number(changes[5]),
                                number(changes[6]),
                                number(changes[7])));
    }

    static Map<Watermark.InputId, Long> decidedNext(List<Object[]> progress) {
        return progress.stream()
                .collect(Collectors.toMap(
                        row -> new Watermark.InputId((UUID) row[0], (int) number(row[1])), row -> number(row[2])));
    }
}
