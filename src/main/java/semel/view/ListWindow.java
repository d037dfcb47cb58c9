package semel.view;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Says which page of a list to read.
 *
 * @param list a stable name, as in a {@link Cursor}
 * @param filter "" for none
 * @param limit the maximum number of items
 * @param after the key of the last item of the previous page, empty for the first page
 */
record ListWindow<K>(String list, String filter, int limit, Optional<K> after) {
    /** How many rows to read: one more than the limit, which tells whether there is a next page. */
    int rows() {
        return limit + 1;
    }

    /**
     * @param rows up to {@link #rows()}, in the list's order
     * @param view makes an item from a row
     * @param key of a row, as in a cursor
     */
    <R, V> Page<V> page(List<R> rows, Function<R, V> view, Function<R, ?> key) {
        var shown = rows.subList(0, Math.min(limit, rows.size()));
        var items = shown.stream().map(view).toList();
        return new Page<>(items, rows.size() > limit ? cursor(key.apply(shown.get(limit - 1))) : null);
    }

    private String cursor(Object key) {
        return new Cursor(list, filter, key.toString()).token();
    }
}
