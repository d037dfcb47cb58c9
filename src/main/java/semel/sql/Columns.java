package semel.decision;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/** A batch goes to the database as columns, each an array of text that the statement casts: one round trip for any size. */
final class Columns {
    private Columns() {}

    /** One value of each row, as text; null stays null. */
    static <T> String[] of(Collection<T> rows, Function<T, ?> column) {
        var texts = new ArrayList<String>(rows.size());
        for (var row : rows) {
            var value = column.apply(row);
            texts.add(value == null ? null : value.toString());
        }
        return texts.toArray(String[]::new);
    }

    /** Runs a statement over columns ?1, ?2, … and returns its rows. */
    static Uni<List<Object[]>> query(Mutiny.StatelessSession session, String sql, String[]... columns) {
        var query = session.createNativeQuery(sql, Object[].class);
        for (int i = 0; i < columns.length; i++) {
            query.setParameter(i + 1, columns[i]);
        }
        return query.getResultList();
    }

    static long number(Object value) {
        return ((Number) value).longValue();
    }
}
