package semel.sql;

/**
 * Says in SQL which ids the tables may have forgotten: each UUIDv7 that is older than what was pruned. Ids of other versions carry no
 * time, so they are never pruned and never forgotten.
 *
 * @see "docs/explanation/decisions/0039-history-is-pruned-behind-a-point.md"
 */
public final class Forgotten {
    private Forgotten() {}

    /** @param id an expression of type uuid @return a condition; false where nothing was pruned yet */
    public static String sql(String id) {
        return "coalesce(ID < (select forgotten_before from pruned) and substr(cast(ID as text), 15, 1) = '7', false)"
                .replace("ID", id);
    }
}
