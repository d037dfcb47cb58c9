package semel.sql;

import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny.StatelessSession;

/**
 * Sends many rows in one statement, as columns: each is an array of texts that the statement casts
 * ({@code unnest(cast(?1 as text[]))}). Any number of rows takes one round trip and one plan.
 */
public final class Columns {
    private Columns() {}

    /** @return one value of each row, as text; null stays null */
    public static <T> String[] of(Collection<T> rows, Function<? super T, ?> column) {
        var texts = new String[rows.size()];
        var next = 0;
        for (var row : rows) {
            texts[next++] = text(column.apply(row));
        }
        return texts;
    }

    /** The column of a single row. */
    public static String[] one(Object value) {
        return new String[] {text(value)};
    }

    private static String text(Object value) {
        return value == null ? null : value.toString();
    }

    /**
     * Runs a query over columns ?1, ?2 and so on.
     *
     * @return its rows; a row of one column is an array too
     */
    public static Uni<List<Object[]>> query(StatelessSession session, String sql, String[]... columns) {
        return Uni.createFrom()
                .deferred(() -> {
                    var query = session.createNativeQuery(sql, Object.class);
                    for (int i = 0; i < columns.length; i++) {
                        query.setParameter(i + 1, columns[i]);
                    }
                    return query.getResultList();
                })
                .map(rows -> rows.stream().map(Columns::row).toList());
    }

    /** Hibernate Reactive returns a row of one column without an array. */
    private static Object[] row(Object row) {
        return row instanceof Object[] columns ? columns : new Object[] {row};
    }

    /**
     * Runs an insert, update or delete over columns ?1, ?2 and so on.
     *
     * @return how many rows it wrote
     */
    public static Uni<Integer> execute(StatelessSession session, String sql, String[]... columns) {
        return Uni.createFrom().deferred(() -> {
            var statement = session.createNativeQuery(sql);
            for (int i = 0; i < columns.length; i++) {
                statement.setParameter(i + 1, columns[i]);
            }
            return statement.executeUpdate();
        });
    }

    /** @param value of any whole number type, not null */
    public static long number(Object value) {
        return ((Number) value).longValue();
    }
}
