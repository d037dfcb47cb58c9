package semel.pruning;

import static semel.sql.Columns.number;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;
import semel.sql.Columns;
import semel.sql.Forgotten;
import semel.sql.TopicBegin;

/** Removes the rows of decided orders and receipts. All rows of an order or receipt are removed in one transaction. */
@ApplicationScoped
class HistoryTable {
    /**
     * Where the log of a partition starts. Rows of records from there on are kept, because these may be read again.
     *
     * @param kind code of the topic's kind of event, 0 for an input
     * @param first the first offset that is not deleted
     */
    record LogStart(UUID topicId, int kind, int partition, long first) {}

    /** @param last the newest transaction of which a decision was removed, null if there was none */
    record Removed(long decisions, String last) {}

    private static final String STARTS = """
            with inputs as (
                select cast(u.topic_id as uuid), cast(u.partition as int), cast(u.first as bigint)
                from unnest(cast(?1 as text[]), cast(?2 as text[]), cast(?3 as text[])) u(topic_id, partition, first)
            ), outputs as (
                select cast(u.kind as smallint), cast(u.partition as int), cast(u.first as bigint), BEGIN as begun
                from unnest(cast(?4 as text[]), cast(?5 as text[]), cast(?6 as text[]), cast(?7 as text[]))
                       u(topic_id, partition, first, kind)
                     left join applied a on a.topic_id = cast(u.topic_id as uuid) and a.partition = cast(u.partition as int)
            )""".replace("BEGIN", TopicBegin.sql("a"));

    /** The condition for a row t that names an input record: it was written before the kept history, and the record is deleted. */
    private static final String BEFORE = """
            t.written_in < (select pg_snapshot_xmax(shown) from pruning_point join pruned using (taken_at))
                  and pg_visible_in_snapshot(t.written_in, (select shown from pruning_point join pruned using (taken_at)))
                  and not exists (select from inputs i where i.topic_id = t.topic_id and i.partition = t.partition
                                                         and i.first <= t.record_offset)""";

    // Failed decisions stay beside their dead letters. Orders whose ids carry no time stay, because their replays could
    // not be refused.
    private static final String DOOMED = """
            , doomed as materialized (
                select t.id, t.written_in from decision t
                where t.written_in >= cast((cast(?8 as text[]))[1] as xid8) and BEFORE and FORGOTTEN and t.outcome <> 'FAILED'
                  and not exists (select from processed_event e join outputs o on o.kind = e.kind and o.partition = e.partition
                                  where e.subject = t.id and o.first <= e.record_offset and o.begun <= e.written_in offset 0)
                order by t.written_in limit cast((cast(?9 as text[]))[1] as int) for update of t skip locked
            )""".replace("BEFORE", BEFORE).replace("FORGOTTEN", Forgotten.sql("t.id"));

    /** Tables, each with its column for the id of the order or receipt. */
    private static final Map<String, String> HISTORY = Map.of(
            "received", "id",
            "processed_event", "subject",
            "inventory_movement", "subject",
            "decision", "id");

    private static final Map<String, String> READ_BY_CLIENTS =
            Map.of("customer_order", "order_id", "notification", "order_id", "erasure", "order_id");

    // There is no max(xid8) before PostgreSQL 15.
    private static final String LAST = """
            select (select count(*) from gone_decision),
                   (select cast(d.written_in as text) from doomed d order by d.written_in desc limit 1)""";

    // Requests that were never acknowledged. If their records had reached the broker, they would be decided by now.
    private static final String UNKNOWN = STARTS
            + gone(
                    "received",
                    "where t.acknowledged_at is null and FORGOTTEN".replace("FORGOTTEN", Forgotten.sql("t.id"))
                            + " and not exists (select from decision d where d.id = t.id offset 0)")
            + counted(Set.of("received"))
            + "select count(*) from gone_received";

    private static final String SUPPRESSED = STARTS
            + gone("suppressed", "where " + BEFORE)
            + counted(Set.of("suppressed"))
            + "select count(*) from gone_suppressed";

    private static final String REMOVE = removal(List.of(HISTORY));
    private static final String REMOVE_ALL = removal(List.of(HISTORY, READ_BY_CLIENTS));

    // With old statistics, or without any, PostgreSQL would read a whole table for each batch.
    private static final String BY_INDEX =
            "select set_config(name, 'off', true) from pg_settings where name in ('enable_hashjoin', 'enable_mergejoin')";

    // Publishes the server's counters at once, so that the audit need not read everything again. Since PostgreSQL 15.
    private static final String FLUSH = """
            do $$ begin
                perform pg_stat_force_next_flush();
            exception when undefined_function then null;
            end $$""";

    private final Mutiny.SessionFactory database;
    private final String remove;

    HistoryTable(Mutiny.SessionFactory database, PruningConfig config) {
        this.database = database;
        this.remove = config.orders() ? REMOVE_ALL : REMOVE;
    }

    /** @param parts tables, each with its column for the id of the order or receipt */
    private static String removal(List<Map<String, String>> parts) {
        var tables = new TreeMap<String, String>();
        parts.forEach(tables::putAll);
        var gone = tables.entrySet().stream()
                .map(table -> gone(table.getKey(), "using doomed where t." + table.getValue() + " = doomed.id"))
                .collect(Collectors.joining());
        return STARTS + DOOMED + gone + counted(tables.keySet()) + LAST;
    }

    /** @return the part of a statement that deletes rows t, and returns a row for each */
    private static String gone(String table, String which) {
        return ", gone_" + table + " as (delete from " + table + " t " + which + " returning 1)";
    }

    /** @return the part of a statement that counts what is gone from these tables */
    private static String counted(Collection<String> tables) {
        return """
                , counted as (
                    insert into pruned_rows as r (table_name, deleted)
                    select * from (COUNTS) c where deleted > 0 order by 1
                    on conflict (table_name) do update set deleted = r.deleted + excluded.deleted
                )
                """.replace(
                "COUNTS",
                tables.stream()
                        .map(table -> "select '" + table + "' as table_name, count(*) as deleted from gone_" + table)
                        .collect(Collectors.joining(" union all ")));
    }

    /**
     * Removes the oldest orders and receipts that may be removed.
     *
     * @param from a transaction id; all older rows that may be removed are removed already
     * @param most the highest number of orders and receipts to remove
     */
    Uni<Removed> remove(List<LogStart> inputs, List<LogStart> outputs, String from, int most) {
        var columns = Arrays.copyOf(columns(inputs, outputs), 9);
        columns[7] = Columns.one(from);
        columns[8] = Columns.one(most);
        return run(remove, columns).map(rows -> new Removed(number(rows.get(0)[0]), (String) rows.get(0)[1]));
    }

    /** Removes requests that never became a record, and the rows of suppressed duplicates. */
    Uni<Void> removeRest(List<LogStart> inputs, List<LogStart> outputs) {
        var columns = columns(inputs, outputs);
        return run(UNKNOWN, columns).chain(() -> run(SUPPRESSED, columns)).replaceWithVoid();
    }

    private static String[][] columns(List<LogStart> inputs, List<LogStart> outputs) {
        return new String[][] {
            Columns.of(inputs, LogStart::topicId),
            Columns.of(inputs, LogStart::partition),
            Columns.of(inputs, LogStart::first),
            Columns.of(outputs, LogStart::topicId),
            Columns.of(outputs, LogStart::partition),
            Columns.of(outputs, LogStart::first),
            Columns.of(outputs, LogStart::kind)
        };
    }

    private Uni<List<Object[]>> run(String sql, String[][] columns) {
        return database.withStatelessTransaction(session -> Columns.query(session, BY_INDEX)
                .chain(() -> Columns.query(session, sql, columns))
                .call(() -> Columns.execute(session, FLUSH)));
    }
}
