package semel.audit;

import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.ExecutionException;
import org.jboss.logging.Logger;

/**
 * Advances the server's transaction ids past those in the tables. A dump restored to another server may have higher ids than that server.
 * The audit would then not see these rows, and streams would send old orders as new ones.
 *
 * @see "docs/explanation/decisions/0037-a-restored-dump-keeps-its-transaction-ids.md"
 */
@ApplicationScoped
class TransactionIds {
    private static final Logger LOG = Logger.getLogger(TransactionIds.class);

    /** The largest gap that is closed; takes a few minutes. A larger one may come from a row that another program changed. */
    static final long MOST = 100_000_000;

    /** Ids that one statement assigns: it must end well before its timeout. */
    private static final int STEP = 50_000;

    private static final int STEPS_BETWEEN_LINES = 20;

    /** Selects the newest id of all tables, 0 if there is none, and the first id that the server has not assigned. */
    private static final String IDS = """
            select coalesce(max(cast(cast(newest.id as text) as bigint)), 0),
                   cast(cast(pg_snapshot_xmax(pg_current_snapshot()) as text) as bigint)
            from ((select acknowledged_in from received where acknowledged_in is not null order by acknowledged_in desc limit 1)
                  union all (select written_in from decision order by written_in desc limit 1)
                  union all (select written_in from suppressed order by written_in desc limit 1)
                  union all (select written_in from dead_letter order by written_in desc limit 1)
                  union all (select written_in from processed_event order by written_in desc limit 1)
                  union all (select applied_in from customer_order order by applied_in desc limit 1)
                  union all (select pg_snapshot_xmax(shown) from pruning_point order by taken_at desc limit 1)) newest(id)""";

    private static final String ASSIGN = """
            do $$ begin
                for i in 1..COUNT loop
                    perform pg_current_xact_id();
                    commit;
                end loop;
            end $$""";

    private final Pool pool;

    TransactionIds(Pool pool) {
        this.pool = pool;
    }

    private record Ids(long newest, long next) {
        long missing() {
            return newest + 1 - next;
        }
    }

    // Runs after the sessions are checked (priority 50), and before the first write.
    /** @throws IllegalStateException if the counter is too far behind */
    void atStart(@Observes @Priority(60) StartupEvent start) {
        var ids = get(ids());
        if (ids.missing() <= 0) return;
        if (ids.missing() > MOST) {
            throw new IllegalStateException(
                    "the tables were written by a server with other transaction ids: the newest is "
                            + ids.newest() + ", and this server is at " + ids.next() + ", more than " + MOST
                            + " behind. Move it past them first (docs/how-to/back-up-and-restore.md)");
        }
        LOG.warnf("tables of another server found newest=%s next=%s", ids.newest(), ids.next());
        for (var steps = 1; ids.missing() > 0; steps++) {
            get(assign(Math.min(STEP, ids.missing())));
            ids = get(ids());
            if (steps % STEPS_BETWEEN_LINES == 0) {
                LOG.infof("transaction ids assigned newest=%s next=%s", ids.newest(), ids.next());
            }
        }
        LOG.infof("transaction ids moved past those of the tables next=%s", ids.next());
    }

    private Future<Ids> ids() {
        return pool.query(IDS).execute().map(rows -> {
            var row = rows.iterator().next();
            return new Ids(row.getLong(0), row.getLong(1));
        });
    }

    private Future<Void> assign(long count) {
        return pool.query(ASSIGN.replace("COUNT", Long.toString(count)))
                .execute()
                .mapEmpty();
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException failed) {
            throw new IllegalStateException(
                    "the transaction ids could not be compared: "
                            + failed.getCause().getMessage(),
                    failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while transaction ids were compared", stopped);
        }
    }
}
