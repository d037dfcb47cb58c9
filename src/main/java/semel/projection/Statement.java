package semel.projection;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/** SQL over the rows of a list: parameter n is an array of texts, the n-th column of all rows, so a batch is one round trip. */
final class Statement<T> {
    private final String sql;
    private final List<Function<T, Object>> columns;

    private Statement(String sql, List<Function<T, Object>> columns) {
        this.sql = sql;
        this.columns = columns;
    }

    static <T> Statement<T> of(String sql) {
        return new Statement<>(sql, List.of());
    }

    /** Adds the next column; null stays null. */
    Statement<T> with(Function<T, Object> column) {
        var more = new ArrayList<>(columns);
        more.add(column);
        return new Statement<>(sql, List.copyOf(more));
    }

    /** @return the one number that the statement selects */
    Uni<Long> count(Mutiny.StatelessSession session, List<T> rows) {
        var query = session.createNativeQuery(sql, Long.class);
        for (int i = 0; i < columns.size(); i++) {
            query.setParameter(i + 1, texts(rows, columns.get(i)));
        }
        return query.getSingleResult();
    }

    /** Nothing is sent where there are no rows. */
    Uni<Void> execute(Mutiny.StatelessSession session, List<T> rows) {
        if (rows.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        var query = session.createNativeQuery(sql);
        for (int i = 0; i < columns.size(); i++) {
            query.setParameter(i + 1, texts(rows, columns.get(i)));
        }
        return query.executeUpdate().replaceWithVoid();
    }

    private static <T> String[] texts(List<T> rows, Function<T, Object> column) {
        var texts = new String[rows.size()];
        for (int i = 0; i < texts.length; i++) {
            var value = column.apply(rows.get(i));
            texts[i] = value == null ? null : value.toString();
        }
        return texts;
    }
}
