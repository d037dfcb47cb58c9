package semel.projection;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import semel.sql.Columns;

/** Runs SQL over a list of rows. Parameter n is a text array: column n of all rows. */
final class BatchStatement<T> {
    private final String sql;
    private final List<Function<T, Object>> columns;

    private BatchStatement(String sql, List<Function<T, Object>> columns) {
        this.sql = sql;
        this.columns = columns;
    }

    static <T> BatchStatement<T> of(String sql) {
        return new BatchStatement<>(sql, List.of());
    }

    /** Adds the next column; null stays null. */
    BatchStatement<T> with(Function<T, Object> column) {
        var more = new ArrayList<>(columns);
        more.add(column);
        return new BatchStatement<>(sql, List.copyOf(more));
    }

    /** @return the one number that the statement selects */
    Uni<Long> count(Mutiny.StatelessSession session, List<T> rows) {
        return Columns.query(session, sql, arrays(rows)).map(found -> Columns.number(found.get(0)[0]));
    }

    /** Sends nothing if there are no rows; the item is the number of rows written. */
    Uni<Integer> execute(Mutiny.StatelessSession session, List<T> rows) {
        if (rows.isEmpty()) {
            return Uni.createFrom().item(0);
        }
        return Columns.execute(session, sql, arrays(rows));
    }

    private String[][] arrays(List<T> rows) {
        return columns.stream().map(column -> Columns.of(rows, column)).toArray(String[][]::new);
    }
}
