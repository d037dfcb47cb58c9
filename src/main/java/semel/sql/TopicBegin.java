package semel.sql;

/**
 * Says in SQL which transaction was the first that applied an event of a partition of today's topic. Events that an older one applied are
 * of a former topic of the same name.
 *
 * @see "docs/explanation/decisions/0044-a-move-to-another-cluster-starts-with-empty-topics.md"
 */
public final class TopicBegin {
    private TopicBegin() {}

    /**
     * @param applied the alias of the partition's row in the table {@code applied}; the row may be missing
     * @return an SQL expression of type xid8, to compare with {@code written_in}; higher than all if nothing was applied yet
     */
    public static String sql(String applied) {
        return "coalesce(" + applied + ".begun_in, cast('18446744073709551615' as xid8))";
    }
}
