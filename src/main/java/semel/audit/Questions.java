package semel.audit;

/** The SQL of {@link TableEvidence}. Suspects are limited, and come in a fixed order. */
final class Questions {
    /** The inputs' ends, for every question that asks what stems from before the cut: parameters 1 to 5. */
    private static final String ENDS = """
            with ends as (
                select e.topic, cast(e.topic_id as uuid), cast(e.partition as int), cast(e.first as bigint), cast(e.next as bigint)
                from unnest(cast(?1 as text[]), cast(?2 as text[]), cast(?3 as text[]), cast(?4 as text[]), cast(?5 as text[]))
                  as e(topic, topic_id, partition, first, next)
            ), traced as (
                select t.topic_id, t.partition, t.record_offset, t.kind, e.topic, e.first, e.next
                from (select topic_id, partition, record_offset, outcome as kind from decision
                      union all select topic_id, partition, record_offset, 'SUPPRESSED' from suppressed
                      union all select topic_id, partition, record_offset, 'DEAD' from dead_letter) t
                     join ends e using (topic_id, partition)
            )
            """;

    static final String TOTALS = ENDS + """
            select count(*) filter (where kind = 'FULFILLED'), count(*) filter (where kind = 'REFUSED'),
                   count(*) filter (where kind = 'SUPPRESSED'), count(*) filter (where kind in ('DEAD', 'FAILED'))
            from traced where record_offset < next""";

    static final String TRACED_TWICE = ENDS + """
            select topic, partition, record_offset from traced
            group by topic, partition, record_offset having count(*) > 1
            order by topic, partition, record_offset limit 10000""";

    static final String TRACED_BEYOND = ENDS + """
            select t.topic, t.partition, t.record_offset, coalesce(p.decided_next, 0)
            from traced t left join progress p using (topic_id, partition)
            where t.record_offset >= coalesce(p.decided_next, 0)
            order by t.topic, t.partition, t.record_offset limit 10000""";

    // The end itself closes the last stretch.
    static final String UNTRACED = ENDS + """
            , edges as (
                select topic, partition, first, record_offset,
                       lag(record_offset) over (partition by topic, partition order by record_offset) as before
                from (select topic, partition, first, record_offset from traced where record_offset < next
                      union select topic, partition, first, next from ends) e
            )
            select topic, partition, greatest(before + 1, first), record_offset from edges
            where record_offset > greatest(before + 1, first)
            order by topic, partition, record_offset limit 10000""";

    // The same rule as Evidence.Settled#isWhole, so that only suspects leave the database.
    static final String SETTLED = ENDS + """
            , judged as (
                select d.id, d.outcome, string_to_array(d.movements, ',') as movements
                from decision d join ends e using (topic_id, partition) where d.record_offset < e.next
            ), applied as (
                select j.id, count(*) as moved,
                       count(*) filter (where j.movements[m.line + 1] = m.number || ':' || m.balance
                                          and (o.order_id is null
                                               or (cast(o.lines as jsonb) -> cast(m.line as int) ->> 'productId' = m.product_id
                                                   and cast(cast(o.lines as jsonb) -> cast(m.line as int) ->> 'quantity' as bigint)
                                                       = -m.change))) as agreeing
                from judged j join inventory_movement m on m.subject = j.id left join customer_order o on o.order_id = j.id
                group by j.id
            ), settled as (
                select j.id, j.outcome, cardinality(j.movements) as lines, o.status,
                       coalesce(jsonb_array_length(cast(o.lines as jsonb)), 0) as order_lines,
                       n.kind as notified, coalesce(a.moved, 0) as moved, coalesce(a.agreeing, 0) as agreeing
                from judged j left join applied a on a.id = j.id
                     left join customer_order o on o.order_id = j.id left join notification n on n.order_id = j.id
            )
            select id, outcome, lines, status, order_lines, notified, moved, agreeing from settled
            where not coalesce(case outcome
                when 'FULFILLED' then status = outcome and notified = outcome and lines > 0
                                      and order_lines = lines and moved = lines and agreeing = lines
                when 'REFUSED' then status = outcome and notified = outcome and lines = 0 and moved = 0
                when 'RECEIVED' then status is null and notified is null and lines = 1 and moved = 1 and agreeing = 1
                when 'FAILED' then status is null and notified is null and lines = 0 and moved = 0 end, false)
            order by id limit 10000""";

    // No cut here: a decision is committed before its first event is sent, so whatever is applied was decided in this
    // snapshot.
    static final String PHANTOMS = """
            select e.id from (select order_id as id from customer_order
                              union select subject from inventory_movement
                              union select order_id from notification) e
            where not exists (select from decision d where d.id = e.id)
            order by e.id limit 10000""";

    static final String REPEATED = """
            select subject, kind, line, count(*) from repeated_event group by subject, kind, line
            order by subject, kind, line limit 10000""";

    // A gap that a decision still under way will fill is none; its number tells, as its product is not in the
    // decision's row.
    static final String LEDGERS = """
            with under_way as (
                select distinct cast(split_part(l.entry, ':', 1) as bigint) as number
                from decision d, unnest(string_to_array(d.movements, ',')) with ordinality as l(entry, line)
                where not exists (select from inventory_movement m where m.subject = d.id and m.line = l.line - 1)
            ), numbered as (
                select product_id, number, change, balance,
                       lag(number) over by_number as number_before, lag(balance) over by_number as balance_before
                from inventory_movement window by_number as (partition by product_id order by number)
            ), ledgers as (
                select product_id, count(*) as movements, count(*) filter (where number = number_before) as doubled,
                       sum(case when number > coalesce(number_before, 0) + 1
                                then number - coalesce(number_before, 0) - 1
                                     - (select count(*) from under_way u
                                        where u.number > coalesce(n.number_before, 0) and u.number < n.number)
                                else 0 end) as missing,
                       count(*) filter (where number = coalesce(number_before, 0) + 1
                                          and balance <> coalesce(balance_before, 0) + change) as wrong_balances,
                       sum(change) as total, max(number) as highest
                from numbered n group by product_id
            )
            select product_id, coalesce(l.movements, 0), coalesce(l.doubled, 0), greatest(coalesce(l.missing, 0), 0),
                   coalesce(l.wrong_balances, 0), coalesce(l.total, 0), coalesce(l.highest, 0),
                   i.on_hand, i.number, s.on_hand, s.number
            from ledgers l full join inventory i using (product_id) full join stock s using (product_id)
            where l.doubled > 0 or l.missing > 0 or l.wrong_balances > 0
               or coalesce(i.on_hand, 0) <> coalesce(l.total, 0) or coalesce(i.number, 0) <> coalesce(l.highest, 0)
               or coalesce(i.number, 0) > coalesce(s.number, 0)
               or (coalesce(i.number, 0) = coalesce(s.number, 0) and coalesce(i.on_hand, 0) <> coalesce(s.on_hand, 0))
            order by product_id limit 10000""";

    static final String STILL_UNDECIDED = """
            select cast(u.id as uuid) from unnest(cast(?1 as text[])) as u(id)
            where not exists (select from decision d where d.id = cast(u.id as uuid))
            order by 1""";

    static final String ACCEPTED = """
            select cast(extract(epoch from coalesce(min(received_at), now())) * 1000000 as bigint),
                   cast(extract(epoch from now()) * 1000000 as bigint),
                   count(*) filter (where kind = 'ORDER' and acknowledged_at is not null)
            from received""";

    static final String UNDECIDED = """
            select r.id from received r
            where r.acknowledged_at is not null and not exists (select from decision d where d.id = r.id)
            order by r.received_at limit 10000""";

    private Questions() {}
}
