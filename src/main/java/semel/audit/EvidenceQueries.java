package semel.audit;

import semel.sql.ErasureSeal;
import semel.sql.Forgotten;

/**
 * Holds the SQL of an audit. Each query reads only rows written between two snapshots, and returns at most 10,000 rows: {@link #TOTALS}
 * and {@link #UNTRACED} return numbers, the others the type, the key and the detail of a {@link Finding}. {@code offset 0} stops the
 * planner from flattening a subquery: it is looked up by index, row by row, even if the planner's statistics are old.
 */
final class EvidenceQueries {
    /** Rows in the second snapshot of ?1 but not in the first, found by index. @param stamp the column with the transaction */
    static String isNew(String stamp) {
        return ("STAMP >= pg_snapshot_xmin(FROM) and STAMP < pg_snapshot_xmax(UNTIL)"
                        + " and not pg_visible_in_snapshot(STAMP, FROM) and pg_visible_in_snapshot(STAMP, UNTIL)")
                .replace("FROM", snapshot("?1", 1))
                .replace("UNTIL", snapshot("?1", 2))
                .replace("STAMP", stamp);
    }

    static String snapshot(String parameter, int place) {
        return "cast((cast(" + parameter + " as text[]))[" + place + "] as pg_snapshot)";
    }

    static final String STILL_UNDECIDED = """
            select 'I1_UNDECIDED', u.id, 'accepted, but not in the table decision' from unnest(cast(?1 as text[])) as u(id)
            where not exists (select from decision d where d.id = cast(u.id as uuid) offset 0)
            order by 2""";

    static final String NEW = isNew("written_in");

    // The projection's format. A changed row may hold any text, and a failed cast would end the query.
    private static final String LINES =
            "^\\[(\\{\"productId\":\"[A-Za-z0-9._-]{1,64}\",\"quantity\":[0-9]{1,9},\"unitPrice\":[0-9]{1,15}\\},?)+\\]$";

    // A FAILED decision is traced by its dead letter: the order may be decided again, from a copy at other coordinates.
    /**
     * Begins each query about records before the cut: the inputs' ends are ?2 to ?7, the snapshot before the cut is ?8. A record of a
     * former topic has no end: all of it is before the cut.
     */
    static final String ENDS = """
            with ends as (
                select e.topic, cast(e.topic_id as uuid), cast(e.partition as int), cast(e.first as bigint), cast(e.next as bigint),
                       cast(e.judged as bigint)
                from unnest(cast(?2 as text[]), cast(?3 as text[]), cast(?4 as text[]), cast(?5 as text[]), cast(?6 as text[]),
                            cast(?7 as text[]))
                  as e(topic, topic_id, partition, first, next, judged)
            ), traced as (
                select t.topic_id, t.partition, t.record_offset, t.kind, coalesce(e.topic, cast(t.topic_id as text)) as topic,
                       e.first, e.next, e.judged, pg_visible_in_snapshot(t.written_in, CUT) as remembered
                from (select topic_id, partition, record_offset, written_in, outcome as kind from decision
                      where outcome <> 'FAILED' and NEW
                      union all select topic_id, partition, record_offset, written_in, 'SUPPRESSED' from suppressed where NEW
                      union all select topic_id, partition, record_offset, written_in, 'DEAD' from dead_letter where NEW) t
                     left join ends e using (topic_id, partition)
            )
            """.replace("NEW", NEW).replace("CUT", snapshot("?8", 1));

    // Separately counts those that the next watermark includes.
    static final String TOTALS = ENDS + """
            select kind, remembered, count(*) from traced where next is null or record_offset < next group by 1, 2""";

    // Every record below the watermark has its trace already, so another one is a duplicate.
    static final String TRACED_TWICE = ENDS + """
            select 'I6_TRACED_TWICE', concat_ws(':', topic, partition, record_offset), 'traces: ' || string_agg(kind, ', ' order by kind)
                   || case when record_offset < judged then ', and an earlier one' else '' end
            from traced
            group by topic, partition, record_offset, judged having count(*) > 1 or record_offset < judged
            order by topic, partition, record_offset limit 10000""";

    static final String TRACED_BEYOND = ENDS + """
            select 'I6_TRACED_BEYOND', concat_ws(':', t.topic, t.partition, t.record_offset),
                   'by progress, decided is up to ' || coalesce(p.decided_next, 0)
            from traced t left join progress p using (topic_id, partition)
            where t.record_offset >= coalesce(p.decided_next, 0)
            order by t.topic, t.partition, t.record_offset limit 10000""";

    // The end of the partition closes the last range.
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

    // Checks new decisions and all decisions with a new applied event, even old ones or of a deleted topic. The only
    // definition of a complete order or receipt in the tables.
    static final String SETTLED = ENDS + """
            , judged as materialized (
                select d.id, d.outcome, string_to_array(d.movements, ',') as movements, d.decided_at, o.order_id, o.status,
                       o.lines, o.total, n.kind as notified,
                       (d.reason is null or d.outcome in ('REFUSED', 'FAILED'))
                       and (o.order_id is null
                        or o.decided_at = d.decided_at
                           and o.reason is not distinct from case when d.outcome = 'REFUSED' then d.reason end)
                       and (n.kind is null
                            or n.created_at = d.decided_at and n.customer_id is not distinct from o.customer_id) as agree
                from (select id from decision where NEW union select subject from processed_event where NEW) touched
                     cross join lateral (select * from decision d where d.id = touched.id offset 0) d
                     left join ends e using (topic_id, partition)
                     left join lateral (select order_id, status, customer_id, total, reason, decided_at,
                                               case when lines ~ 'LINES' then cast(lines as jsonb) end as lines
                                        from customer_order o where o.order_id = d.id offset 0) o on true
                     left join lateral (select kind, customer_id, created_at
                                        from notification n where n.order_id = d.id offset 0) n on true
                where e.next is null or d.record_offset < e.next
            ), settled as (
                select j.id, j.outcome, cardinality(j.movements) as lines, j.status,
                       coalesce(jsonb_array_length(j.lines), 0) as order_lines, j.notified, a.moved, a.agreeing,
                       j.agree and (j.order_id is null or t.total = j.total)
                       and p.orders = case when j.order_id is null then 0 else 1 end
                       and p.movements = a.moved
                       and p.notifications = case when j.notified is null then 0 else 1 end as agree
                from judged j cross join lateral (
                    select count(*) as moved,
                           count(*) filter (where j.movements[m.line + 1] = m.number || ':' || m.balance
                                              and m.decided_at = j.decided_at
                                              and (j.order_id is null
                                                   or (j.lines -> cast(m.line as int) ->> 'productId' = m.product_id
                                                       and cast(j.lines -> cast(m.line as int) ->> 'quantity' as numeric)
                                                           = -cast(m.change as numeric)))) as agreeing
                    from inventory_movement m where m.subject = j.id) a
                cross join lateral (
                    select sum(cast(l ->> 'quantity' as numeric) * cast(l ->> 'unitPrice' as numeric)) as total
                    from jsonb_array_elements(j.lines) l) t
                cross join lateral (
                    select count(*) filter (where kind = 1 and line = 0) as orders,
                           count(*) filter (where kind = 2 and line between 0 and a.moved - 1) as movements,
                           count(*) filter (where kind = 3 and line = 0) as notifications
                    from processed_event e where e.subject = j.id) p
            )
            select case when status is null and notified is null and moved = 0 then 'I11_NOT_APPLIED' else 'I5_TORN' end,
                   cast(id as text),
                   concat('decided: ', outcome, ', ', lines, ' movements; applied: order ', coalesce(status, 'null'), ' with ', order_lines,
                          ' lines, ', moved, ' movements (', agreeing, ' match), notification ', coalesce(notified, 'null'),
                          case when not coalesce(agree, false)
                               then '; decision, order, notification and processed events differ in what they say' end)
            from settled
            where not coalesce(agree and case outcome
                when 'FULFILLED' then status = outcome and notified = outcome and lines > 0
                                      and order_lines = lines and moved = lines and agreeing = lines
                when 'REFUSED' then status = outcome and notified = outcome and lines = 0 and moved = 0
                when 'RECEIVED' then status is null and notified is null and lines = 1 and moved = 1 and agreeing = 1
                when 'FAILED' then status is null and notified is null and lines = 0 and moved = 0 end, false)
            order by settled.id limit 10000""".replace("NEW", NEW).replace("LINES", LINES);

    // Needs no cut: a decision is committed before its first event is sent, so this snapshot shows the decision of
    // everything applied. A kept order may have outlived its
    // pruned decision.
    static final String PHANTOMS = """
            select 'I10_PHANTOM', cast(e.subject as text), 'applied, but not in the table decision'
            from (select subject from processed_event where NEW
                                   union select order_id from customer_order where APPLIED and not FORGOTTEN) e
            where not exists (select from decision d where d.id = e.subject offset 0)
            order by 2 limit 10000""".replace("NEW", NEW)
            .replace("APPLIED", isNew("applied_in"))
            .replace("FORGOTTEN", Forgotten.sql("order_id"));

    static final String REPEATED = """
            select 'I4_REPEATED',
                   concat_ws('/', subject, case kind when 1 then 'order' when 2 then 'inventory' when 3 then 'notification'
                                                     else 'kind ' || kind end, line),
                   'at ' || count(*) || ' further coordinates'
            from repeated_event group by subject, kind, line
            order by subject, kind, line limit 10000""";

    static final String ERASED = "select 'I10_ERASURE_CONTRADICTS', id, why from (" + ErasureSeal.CONTRADICTED + ") c";

    private EvidenceQueries() {}
}
