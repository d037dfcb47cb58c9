package semel.sql;

/**
 * Says in SQL which ids the tables may have forgotten: each UUIDv7 below {@code forgotten_before}, because its rows may have been
 * pruned. Rows of other ids are never pruned, because these need not sort by time.
 *
 * @see "docs/explanation/decisions/0039-history-is-pruned-behind-a-point.md"
 */
public final class Forgotten {
    private Forgotten() {}

    /**
     * @param id an SQL expression of type uuid
     * @return an SQL condition; false if nothing was pruned yet
     */
    public static String sql(String id) {
        return "coalesce(ID < (select forgotten_before from pruned) and substr(cast(ID as text), 15, 1) = '7', false)"
                .replace("ID", id);
    }
}
