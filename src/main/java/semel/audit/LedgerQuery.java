package semel.audit;

/** Holds the SQL that finds products whose movements, applied stock and decided stock contradict each other. */
final class LedgerQuery {
    // A gap that a decision after the cut will fill is no finding. Its number identifies it, as the decision's row
    // has no product.
    private static final String UNDER_WAY = EvidenceQueries.ENDS + """
            , under_way as materialized (
                select distinct case when l.entry ~ '^[0-9]{1,18}:' then cast(split_part(l.entry, ':', 1) as bigint) end as number
                from (select d.id, d.movements from decision d join ends e using (topic_id, partition)
                      where d.record_offset >= e.next and d.written_in >= pg_snapshot_xmin(CUT)) d,
                     unnest(string_to_array(d.movements, ',')) with ordinality as l(entry, line)
                where not exists (select from inventory_movement m where m.subject = d.id and m.line = l.line - 1 offset 0)
            ), opening as (
                select s.product_id, s.number, s.on_hand from pruning_stock s join pruned using (taken_at)
            """;

    // For each product that moved, starts at the last movement before the new ones: nothing is missing up to there, as
    // numbers are decided in order.
    private static final String SINCE = """
            ), moved as (
                select m.product_id, min(m.number) as lowest
                from (select subject, line from processed_event where kind = 2 and NEW) e cross join lateral (
                    select * from inventory_movement m where m.subject = e.subject and m.line = e.line offset 0) m
                group by m.product_id
            ), based as (
                select m.product_id, coalesce(b.number, 0) as number, coalesce(b.balance, 0) as balance
                from moved m left join lateral (
                    (select number, balance from inventory_movement b
                     where b.product_id = m.product_id and b.number < m.lowest order by b.number desc limit 1)
                    union all select o.number, o.on_hand from opening o where o.product_id = m.product_id
                    order by 1 desc limit 1) b on true
            ), found as (
                select m.*, b.number as base, b.balance as opening
                from based b cross join lateral (
                    select * from inventory_movement m
                    where m.product_id = b.product_id and m.number > b.number offset 0) m
            """;

    // What was pruned counts as one movement, to the stock at its end.
    private static final String ALL = """
            ), found as (
                select m.product_id, m.number, m.change, m.balance, coalesce(o.number - 1, 0) as base, cast(0 as bigint) as opening
                from (select * from inventory_movement where RANGE) m left join opening o using (product_id)
                where m.number > coalesce(o.number, 0)
                union all select product_id, number, on_hand, on_hand, number - 1, 0 from opening where RANGE
            """;

    // The last check needs all numbers: two replicas may publish the movements of one product out of order.
    private static final String CONTRADICTIONS = """
            ), numbered as (
                select product_id, cast(number as numeric), cast(change as numeric), cast(balance as numeric), base, opening,
                       lag(number, 1, base) over by_number as number_before,
                       lag(balance, 1, opening) over by_number as balance_before
                from found window by_number as (partition by product_id order by number)
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
                       coalesce(i.on_hand, 0) as on_hand, coalesce(i.number, 0) as number,
                       coalesce(s.on_hand, 0) as decided_on_hand, coalesce(s.number, 0) as decided_number
                from ledgers l full join (select * from inventory where RANGE) i using (product_id)
                     full join (select * from stock where RANGE) s using (product_id)
            )
            select 'I10_STOCK_OFF', product_id, detail from levels cross join lateral (values
                (case when duplicated > 0 then duplicated || ' movements share a ledger number' end),
                (case when missing > 0 then missing || ' ledger numbers are missing below ' || highest end),
                (case when wrong_balances > 0 then wrong_balances || ' balances do not follow from the previous one' end),
                (case when on_hand <> total or number <> highest
                      then concat('the applied stock is ', on_hand, ' after movement ', number, ', but the movements give ', total,
                                  ' after movement ', highest) end),
                (case when number > decided_number
                      then number || ' movements are applied, but only ' || decided_number || ' are decided' end),
                (case when movements = number and number = decided_number and on_hand <> decided_on_hand
                      then concat('after movement ', number, ' the applied stock is ', on_hand, ', but the decided stock is ',
                                  decided_on_hand) end)) as contradictions(detail)
            where detail is not null
            order by product_id limit 10000""";

    private static final String PRODUCTS = "(cast(?9 as text[]))";

    /** Checks the new movements of each product, and the applied and decided stock of all others. */
    static final String MOVED = question(SINCE, "true");

    /** Checks all movements of the products from ?9 on. */
    static final String FROM = question(ALL, "product_id >= " + PRODUCTS + "[1]");

    /** As {@link #FROM}, below a second product. */
    static final String FROM_TO =
            question(ALL, "product_id >= " + PRODUCTS + "[1] and product_id < " + PRODUCTS + "[2]");

    /** Divides the products into ranges of about ?1 movements; returns the first product of each. */
    static final String DIVISION = """
            select min(product_id) from (
                select product_id, (sum(cast(number as numeric)) over (order by product_id) - number)
                                   / cast((cast(?1 as text[]))[1] as bigint) as part from stock) s
            group by floor(part) order by 1""";

    private static String question(String source, String range) {
        return (UNDER_WAY + source + CONTRADICTIONS)
                .replace("RANGE", range)
                .replace("CUT", EvidenceQueries.snapshot("?8", 1))
                .replace("NEW", EvidenceQueries.NEW);
    }

    private LedgerQuery() {}
}
