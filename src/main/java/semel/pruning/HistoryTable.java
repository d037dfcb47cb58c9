package semel.pruning;

import static semel.sql.Columns.number;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.hibernate.reactive.mutiny.Mutiny.StatelessSession;
import semel.sql.Columns;

/** Removes the rows of decided orders and receipts, all rows of one in the same transaction. */
@ApplicationScoped
class HistoryTable {
    /**
     * Where logs start: nothing from there on is removed, as it may be read again.
     *
     * @param inputs topic id, partition, first offset
     * @param outputs kind of event, partition, first offset
     */
    record LogStarts(List<Object[]> inputs, List<Object[]> outputs) {
        private String[][] columns() {
            return new String[][] {
                Columns.of(inputs, row -> row[0]), Columns.of(inputs, row -> row[1]), Columns.of(inputs, row -> row[2]),
                Columns.of(outputs, row -> row[0]), Columns.of(outputs, row -> row[1]),
                        Columns.of(outputs, row -> row[2])
            };
        }
    }

    /** @param last the newest transaction of which a decision was removed, null if there was none */
    record Removed(long decisions, String last) {}

    private static final String BEGINNING = """
            with p as (
                select b.shown, p.forgotten_before from pruned p join pruning_point b using (taken_at)
            ), inputs as (
                select cast(u.topic_id as uuid), cast(u.partition as int), cast(u.first as bigint)
                from unnest(cast(?1 as text[]), cast(?2 as text[]), cast(?3 as text[])) u(topic_id, partition, first)
            ), outputs as (
                select cast(u.kind as smallint), cast(u.partition as int), cast(u.first as bigint)
                from unnest(cast(?4 as text[]), cast(?5 as text[]), cast(?6 as text[])) u(kind, partition, first)
            ),
            """;

    // Failed decisions stay beside their dead letters. Orders whose ids carry no time stay, because their replays could
    // not be refused.
    private static final String DOOMED = BEGINNING + """
            doomed as materialized (
                select d.id, d.written_in from decision d
                where d.written_in >= cast((cast(?7 as text[]))[1] as xid8) and d.written_in < (select pg_snapshot_xmax(shown) from p)
                  and pg_visible_in_snapshot(d.written_in, (select shown from p))
                  and d.id < (select forgotten_before from p) and substr(cast(d.id as text), 15, 1) = '7' and d.outcome <> 'FAILED'
                  and not exists (select from inputs i where i.topic_id = d.topic_id and i.partition = d.partition
                                                         and i.first <= d.record_offset)
                  and not exists (select from processed_event e join outputs o on o.kind = e.kind and o.partition = e.partition
                                  where e.subject = d.id and o.first <= e.record_offset offset 0)
                order by d.written_in limit cast((cast(?8 as text[]))[1] as int) for update of d skip locked
            ), posts as (
                delete from received t using doomed where t.id = doomed.id returning 1
            ), events as (
                delete from processed_event t using doomed where t.subject = doomed.id returning 1
            ), movements as (
                delete from inventory_movement t using doomed where t.subject = doomed.id returning 1
            ), decisions as (
                delete from decision t using doomed where t.id = doomed.id returning 1
            )""";

    private static final String READ_BY_CLIENTS = """
            , orders as (
                delete from customer_order t using doomed where t.order_id = doomed.id returning 1
            ), notifications as (
                delete from notification t using doomed where t.order_id = doomed.id returning 1
            )""";

    private static final String COUNTED = """
            , counted as (
                insert into pruned_rows as r (table_name, deleted)
                select * from (COUNTS) c where deleted > 0 order by 1
                on conflict (table_name) do update set deleted = r.deleted + excluded.deleted
            )
            """;

    // There is no max(xid8) before PostgreSQL 15.
    private static final String LAST = """
            select (select count(*) from decisions),
                   (select cast(written_in as text) from doomed order by written_in desc limit 1)""";

    // Whether their records reached the broker is unknown. If they had, they would be decided by now.
    private static final String UNKNOWN = BEGINNING + """
            posts as (
                delete from received t
                where t.acknowledged_at is null and t.id < (select forgotten_before from p)
                  and not exists (select from decision d where d.id = t.id offset 0)
                returning 1
            )""" + counted("received", "posts") + "select count(*) from posts";

    private static final String SUPPRESSED =
            BEGINNING + """
            copies as (
                delete from suppressed t
                where t.written_in < (select pg_snapshot_xmax(shown) from p) and pg_visible_in_snapshot(t.written_in, (select shown from p))
                  and not exists (select from inputs i where i.topic_id = t.topic_id and i.partition = t.partition
                                                         and i.first <= t.record_offset)
                returning 1
            )""" + counted("suppressed", "copies") + "select count(*) from copies";

    // Publishes the server's counters at once, so that the audit need not read everything again. Since PostgreSQL 15.
    private static final String FLUSHES = "select count(*) from pg_proc where proname = 'pg_stat_force_next_flush'";

    private static final String FLUSH = "select cast(pg_stat_force_next_flush() as text)";

    private final Mutiny.SessionFactory database;
    private final String remove;

    HistoryTable(Mutiny.SessionFactory database, PruningConfig config) {
        this.database = database;
        this.remove = DOOMED
                + (config.orders()
                        ? READ_BY_CLIENTS
                                + counted(
                                        "received",
                                        "posts",
                                        "processed_event",
                                        "events",
                                        "inventory_movement",
                                        "movements",
                                        "decision",
                                        "decisions",
                                        "customer_order",
                                        "orders",
                                        "notification",
                                        "notifications")
                        : counted(
                                "received",
                                "posts",
                                "processed_event",
                                "events",
                                "inventory_movement",
                                "movements",
                                "decision",
                                "decisions"))
                + LAST;
    }

    /** @param tablesAndParts by turns: a table, and the part of the statement that deletes from it */
    private static String counted(String... tablesAndParts) {
        var counts = new StringBuilder();
        for (int i = 0; i < tablesAndParts.length; i += 2) {
            counts.append(i == 0 ? "" : " union all ")
                    .append("select '" + tablesAndParts[i] + "' as table_name, count(*) as deleted from ")
                    .append(tablesAndParts[i + 1]);
        }
        return COUNTED.replace("COUNTS", counts);
    }

    /**
     * Removes the oldest that are left.
     *
     * @param from a transaction before which nothing is left that may be removed
     * @param most orders and receipts
     */
    Uni<Removed> remove(LogStarts starts, String from, int most) {
        var columns = new String[8][];
        System.arraycopy(starts.columns(), 0, columns, 0, 6);
        columns[6] = Columns.one(from);
        columns[7] = Columns.one(most);
        return run(session -> Columns.query(session, remove, columns))
                .map(rows -> new Removed(number(rows.get(0)[0]), (String) rows.get(0)[1]));
    }

    /** Removes posts that never became a record, and the traces of further copies. */
    Uni<Void> removeRest(LogStarts starts) {
        return run(session -> Columns.query(session, UNKNOWN, starts.columns()))
                .chain(() -> run(session -> Columns.query(session, SUPPRESSED, starts.columns())))
                .replaceWithVoid();
    }

    private Uni<List<Object[]>> run(Function<StatelessSession, Uni<List<Object[]>>> work) {
        return database.withStatelessTransaction(session -> work.apply(session)
                .call(() -> Columns.query(session, FLUSHES)
                        .chain(found -> number(found.get(0)[0]) == 0
                                ? Uni.createFrom().voidItem()
                                : Columns.query(session, FLUSH).replaceWithVoid())));
    }
}
