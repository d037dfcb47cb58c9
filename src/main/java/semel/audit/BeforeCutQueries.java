package semel.audit;

/** Holds the SQL of an audit's beginning, and of a cut that is not reached. */
final class BeforeCutQueries {
    // Changed and deleted rows are not among the new ones, but the server counts them for each table. A truncated or
    // rewritten table has another file; a restarted server may hold another state. Updates of four tables do not count.
    // Pruned rows are subtracted. The other columns say where the kept history begins, null if nothing was pruned.
    static final String CHANGES = """
            select c.changes, cast(b.shown as text), b.progress, p.accepted, p.fulfilled, p.refused, p.suppressed, p.dead_letters
            from (select pg_postmaster_start_time() || ' '
                         || string_agg(concat_ws(' ', relname, pg_relation_filenode(relid), n_tup_del - coalesce(r.deleted, 0),
                                                 case when relname not in ('received', 'stock', 'inventory', 'progress')
                                                      then n_tup_upd end),
                                       ', ' order by relname) as changes
                  from pg_stat_user_tables left join pruned_rows r on r.table_name = relname
                  where schemaname = current_schema()
                    and relname in ('received', 'decision', 'suppressed', 'dead_letter', 'processed_event', 'customer_order',
                                    'inventory_movement', 'notification', 'stock', 'inventory', 'progress')) c
                 left join (pruned p join pruning_point b using (taken_at)) on true""";

    private static final String NEW = EvidenceQueries.isNew("acknowledged_in");

    static final String ACCEPTED = """
            select cast(extract(epoch from coalesce(min(received_at), now())) * 1000000 as bigint),
                   cast(extract(epoch from now()) * 1000000 as bigint), count(*) filter (where kind = 'ORDER'),
                   cast(pg_current_snapshot() as text)
            from received where NEW""".replace("NEW", NEW);

    static final String UNDECIDED = """
            select 'I1_UNDECIDED', cast(r.id as text), 'accepted, but not in the table decision' from received r
            where NEW and not exists (select from decision d where d.id = r.id offset 0)
            order by r.received_at limit 10000""".replace("NEW", NEW);

    static final String PROGRESS = "select topic_id, partition, decided_next from progress";

    // A receipt and a decided order have an event; an order whose policy failed has only a dead letter.
    static final String OVERDUE = """
            select 'I13_OVERDUE', cast(r.id as text),
                   'accepted at ' || to_char(r.acknowledged_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
            from received r
            where NEW and r.acknowledged_at < now() - make_interval(secs => cast((cast(?2 as text[]))[1] as bigint))
              and not exists (select from processed_event e where e.subject = r.id offset 0)
              and not exists (select from decision d where d.id = r.id and d.outcome = 'FAILED' offset 0)
            order by r.acknowledged_at limit 10000""".replace("NEW", NEW);

    private BeforeCutQueries() {}
}
