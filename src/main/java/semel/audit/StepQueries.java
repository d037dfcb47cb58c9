package semel.audit;

/** Holds the SQL that divides a long history into steps. */
final class StepQueries {
    /**
     * The exclusive end of a step: the lowest transaction at which one of the tables has ?2 rows after the watermark ?1; for
     * {@code processed_event} four times as many. No row if no table has as many.
     */
    static final String STEP_END = """
            select cast(e.x as text) from (
                (select written_in from decision where written_in >= FROM order by written_in offset STEP limit 1)
                union all (select written_in from suppressed where written_in >= FROM order by written_in offset STEP limit 1)
                union all (select written_in from dead_letter where written_in >= FROM order by written_in offset STEP limit 1)
                union all (select written_in from processed_event where written_in >= FROM order by written_in offset 4 * STEP limit 1)
                union all (select acknowledged_in from received where acknowledged_in >= FROM
                           order by acknowledged_in offset STEP limit 1)) e(x)
            order by e.x limit 1""".replace("FROM", "pg_snapshot_xmin(" + EvidenceQueries.snapshot("?1", 1) + ")")
            .replace("STEP", "cast((cast(?2 as text[]))[1] as bigint)");

    /** The next offset to be decided after a step, for each input partition that it has rows of; at most the partition's end. */
    static final String DECIDED_NEXT = EvidenceQueries.ENDS + """
            select topic_id, partition, least(next, max(record_offset) + 1) from traced group by topic_id, partition, next""";

    /** The row of {@link BeforeCutQueries#ACCEPTED} if nothing was accepted: times and snapshot of now. */
    static final String CUT = """
            select n.now, n.now, cast(0 as bigint), cast(pg_current_snapshot() as text)
            from (select cast(extract(epoch from now()) * 1000000 as bigint) as now) n""";

    private StepQueries() {}
}
