package semel.audit;

/**
 * What is asked of the tables. Each asks of what was written since a snapshot only, answers with at most 10,000 rows, and mostly
 * with suspects.
 */
final class Questions {
    /**
     * {@code offset 0} keeps a part as it stands: what belongs to a row is looked up by index, row by row, whatever the planner
     * believes of a table that grew since it last looked. Where everything is read it knows better.
     */
    static String about(Watermark judged, String sql) {
        return judged.isNone() ? sql.replace("offset 0", "") : sql;
    }

    /** Not shown by the snapshot ?1, as an index can find it. Stamp is the column with the transaction. */
    static String isNew(String stamp) {
        return "STAMP >= pg_snapshot_xmin(SNAPSHOT) and not pg_visible_in_snapshot(STAMP, SNAPSHOT)"
                .replace("SNAPSHOT", snapshot("?1"))
                .replace("STAMP", stamp);
    }

    private static String snapshot(String parameter) {
        return "cast((cast(" + parameter + " as text[]))[1] as pg_snapshot)";
    }

    static final String STILL_UNDECIDED = """
            select cast(u.id as uuid) from unnest(cast(?1 as text[])) as u(id)
            where not exists (select from decision d where d.id = cast(u.id as uuid) offset 0)
            order by 1""";

    private static final String NEW = isNew("written_in");

    // What the policy failed at has its dead letter as its trace: it may be decided again, by a copy at other
    // coordinates.
    /** For every question that asks what stems from before the cut: the inputs' ends ?2 to ?7, and the snapshot before the cut ?8. */
    private static final String ENDS = """
            with ends as (
                select e.topic, cast(e.topic_id as uuid), cast(e.partition as int), cast(e.first as bigint), cast(e.next as bigint),
                       cast(e.judged as bigint)
                from unnest(cast(?2 as text[]), cast(?3 as text[]), cast(?4 as text[]), cast(?5 as text[]), cast(?6 as text[]),
                            cast(?7 as text[]))
                  as e(topic, topic_id, partition, first, next, judged)
            ), traced as (
                select t.topic_id, t.partition, t.record_offset, t.kind, e.topic, e.first, e.next, e.judged,
                       pg_visible_in_snapshot(t.written_in, CUT) as remembered
                from (select topic_id, partition, record_offset, written_in, outcome as kind from decision
                      where outcome <> 'FAILED' and NEW
                      union all select topic_id, partition, record_offset, written_in, 'SUPPRESSED' from suppressed where NEW
                      union all select topic_id, partition, record_offset, written_in, 'DEAD' from dead_letter where NEW) t
                     join ends e using (topic_id, partition)
            )
            """.replace("NEW", NEW).replace("CUT", snapshot("?8"));

    // Apart are those that need not be counted again.
    static final String TOTALS = ENDS + """
            select kind, remembered, count(*) from traced where record_offset < next group by 1, 2""";

    // All below what was judged has its trace: another one is one too many.
    static final String TRACED_TWICE = ENDS + """
            select topic, partition, record_offset from traced
            group by topic, partition, record_offset, judged having count(*) > 1 or record_offset < judged
            order by topic, partition, record_offset limit 10000""";

    static final String TRACED_BEYOND = ENDS + """
            select t.topic, t.partition, t.record_offset, coalesce(p.decided_next, 0)
            from traced t left join progress p using (topic_id, partition)
            where t.record_offset >= coalesce(p.decided_next, 0)
            order by t.topic, t.partition, t.record_offset limit 10000""";

    // The end itself closes the last stretch.
    static final String UNTRACED = ENDS + """
            , edges as (
                select topic, partition, greatest(first, judged) as start, record_offset,
                       lag(record_offset) over (partition by topic, partition order by record_offset) as before
                from (select topic, partition, first, judged, record_offset from traced where record_offset < next
                      union select topic, partition, first, judged, next from ends) e
            )
            select topic, partition, greatest(before + 1, start), record_offset from edges
            where record_offset > greatest(before + 1, start)
            order by topic, partition, record_offset limit 10000""";

    // What was decided, and what any event was applied of, however long ago it was decided. The same rule as
    // Evidence.Settled#isWhole, so that only suspects leave the database.
    static final String SETTLED = ENDS + """
            , judged as (
                select d.id, d.outcome, string_to_array(d.movements, ',') as movements, o.order_id, o.status, o.lines,
                       n.kind as notified
                from (select id from decision where NEW union select subject from processed_event where NEW) touched
                     cross join lateral (select * from decision d where d.id = touched.id offset 0) d
                     join ends e using (topic_id, partition)
                     left join lateral (select order_id, status, cast(lines as jsonb) as lines
                                        from customer_order o where o.order_id = d.id offset 0) o on true
                     left join lateral (select kind from notification n where n.order_id = d.id offset 0) n on true
                where d.record_offset < e.next
            ), settled as (
                select j.id, j.outcome, cardinality(j.movements) as lines, j.status,
                       coalesce(jsonb_array_length(j.lines), 0) as order_lines, j.notified, a.moved, a.agreeing
                from judged j cross join lateral (
                    select count(*) as moved,
                           count(*) filter (where j.movements[m.line + 1] = m.number || ':' || m.balance
                                              and (j.order_id is null
                                                   or (j.lines -> cast(m.line as int) ->> 'productId' = m.product_id
                                                       and cast(j.lines -> cast(m.line as int) ->> 'quantity' as bigint)
                                                           = -m.change))) as agreeing
                    from inventory_movement m where m.subject = j.id) a
            )
            select id, outcome, lines, status, order_lines, notified, moved, agreeing from settled
            where not coalesce(case outcome
                when 'FULFILLED' then status = outcome and notified = outcome and lines > 0
                                      and order_lines = lines and moved = lines and agreeing = lines
                when 'REFUSED' then status = outcome and notified = outcome and lines = 0 and moved = 0
                when 'RECEIVED' then status is null and notified is null and lines = 1 and moved = 1 and agreeing = 1
                when 'FAILED' then status is null and notified is null and lines = 0 and moved = 0 end, false)
            order by id limit 10000""".replace("NEW", NEW);

    // No cut here: a decision is committed before its first event is sent, so whatever is applied was decided in this
    // snapshot.
    static final String PHANTOMS = """
            select distinct e.subject from processed_event e
            where NEW and not exists (select from decision d where d.id = e.subject offset 0)
            order by 1 limit 10000""".replace("NEW", NEW);

    static final String REPEATED = """
            select subject, kind, line, count(*) from repeated_event group by subject, kind, line
            order by subject, kind, line limit 10000""";

    // Of each product that something moved, from the last movement on that stood below what is new: up to there nothing
    // is
    // missing, as nobody decides a number before the one below is decided. A gap that a decision behind the cut will
    // fill is
    // none; its number tells, as its product is not in the decision's row. Of all other products what is applied and
    // decided.
    static final String LEDGERS = ENDS + """
            , under_way as (
                select distinct cast(split_part(l.entry, ':', 1) as bigint) as number
                from (select d.id, d.movements from decision d join ends e using (topic_id, partition)
                      where d.record_offset >= e.next and NEW) d,
                     unnest(string_to_array(d.movements, ',')) with ordinality as l(entry, line)
                where not exists (select from inventory_movement m where m.subject = d.id and m.line = l.line - 1 offset 0)
            ), moved as (
                select m.product_id, min(m.number) as lowest
                from (select subject, line from processed_event where kind = 2 and NEW) e cross join lateral (
                    select * from inventory_movement m where m.subject = e.subject and m.line = e.line offset 0) m
                group by m.product_id
            ), based as (
                select m.product_id, coalesce(b.number, 0) as number, coalesce(b.balance, 0) as balance
                from moved m left join lateral (
                    select number, balance from inventory_movement b
                    where b.product_id = m.product_id and b.number < m.lowest order by b.number desc limit 1) b on true
            ), numbered as (
                select m.product_id, m.number, m.change, m.balance, b.number as base, b.balance as opening,
                       lag(m.number, 1, b.number) over by_number as number_before,
                       lag(m.balance, 1, b.balance) over by_number as balance_before
                from based b cross join lateral (
                    select * from inventory_movement m
                    where m.product_id = b.product_id and m.number > b.number offset 0) m
                window by_number as (partition by m.product_id order by m.number)
            ), ledgers as (
                select product_id, min(cast(base as numeric)) + count(*) as movements, count(*) filter (where number = number_before) as duplicated,
                       sum(case when number - 1 > number_before
                                then number - number_before - 1
                                     - (select count(*) from under_way u where u.number > n.number_before and u.number < n.number)
                                else 0 end) as missing,
                       count(*) filter (where number - 1 = number_before and balance <> cast(balance_before as numeric) + change)
                           as wrong_balances,
                       min(opening) + sum(change) as total, max(number) as highest
                from numbered n group by product_id
            ), levels as (
                select product_id, coalesce(l.movements, i.number, 0) as movements, coalesce(l.duplicated, 0) as duplicated,
                       greatest(coalesce(l.missing, 0), 0) as missing, coalesce(l.wrong_balances, 0) as wrong_balances,
                       coalesce(l.total, i.on_hand, 0) as total, coalesce(l.highest, i.number, 0) as highest,
                       i.on_hand, i.number, s.on_hand as decided_on_hand, s.number as decided_number
                from ledgers l full join inventory i using (product_id) full join stock s using (product_id)
            )
            select * from levels
            where duplicated > 0 or missing > 0 or wrong_balances > 0
               or coalesce(on_hand, 0) <> total or coalesce(number, 0) <> highest
               or coalesce(number, 0) > coalesce(decided_number, 0)
               or (coalesce(number, 0) = coalesce(decided_number, 0)
                   and coalesce(on_hand, 0) <> coalesce(decided_on_hand, 0))
            order by product_id limit 10000""".replace("NEW", NEW);

    private Questions() {}
}
