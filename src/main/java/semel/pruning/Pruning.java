package semel.pruning;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import semel.audit.Audit;
import semel.audit.Report;
import semel.kafka.Outage;
import semel.sql.Attempt;

/**
 * Removes history that is older than the horizon, at intervals, and only after a CLEAN audit. Several replicas may do so at the same time.
 *
 * @see "docs/explanation/decisions/0039-history-is-pruned-behind-a-point.md"
 */
@Singleton
class Pruning {
    private static final Logger LOG = Logger.getLogger(Pruning.class);
    private static final String FIRST_TRANSACTION = "0";

    /** The limit of one step. If the step takes longer, the run ends, and the next interval tries again. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final Duration REMINDER = Duration.ofMinutes(10);

    private final PointTable points;
    private final HistoryTable history;
    private final TopicStarts topics;
    private final Audit audit;
    private final PruningConfig config;
    private final Counter pruned;
    private final Outage outage = new Outage("pruning", REMINDER);
    private final AtomicBoolean busy = new AtomicBoolean();
    private Long timer;

    Pruning(
            PointTable points,
            HistoryTable history,
            TopicStarts topics,
            Audit audit,
            PruningConfig config,
            MeterRegistry registry) {
        this.points = points;
        this.history = history;
        this.topics = topics;
        this.audit = audit;
        this.config = config;
        this.pruned = Counter.builder("semel.pruned").baseUnit("decisions").register(registry);
    }

    void atStart(@Observes StartupEvent start, Vertx vertx) {
        config.horizon().ifPresent(horizon -> {
            var context = vertx.getOrCreateContext();
            timer = vertx.setPeriodic(
                    config.every().toMillis(), fired -> context.runOnContext(now -> prune(context, horizon)));
        });
    }

    // A live reload keeps Vert.x, and with it every timer.
    void atStop(@Observes ShutdownEvent stop, Vertx vertx) {
        outage.stop();
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }

    private void prune(Context context, Duration horizon) {
        if (busy.compareAndSet(false, true)) {
            beside(context, () -> points.take(horizon))
                    .chain(() -> beside(context, () -> points.due(horizon)))
                    .chain(due -> due.isEmpty() ? nothing() : begin(context, due.get()))
                    .chain(() -> remove(context))
                    .subscribe()
                    .with(done -> ended(outage::over), failure -> ended(() -> outage.failed(failure)));
        }
    }

    private void ended(Runnable how) {
        how.run();
        busy.set(false);
    }

    /** Moves the beginning to the point. A history that is not CLEAN is evidence, so it stays. */
    private Uni<Void> begin(Context context, PointTable.Point point) {
        return audit.verdict().chain(report -> {
            if (report.verdict() != Report.AuditVerdict.CLEAN) {
                LOG.warnf(
                        "history not pruned verdict=%s until=%s remedy=[GET /audit, docs/how-to/answer-dirty.md]",
                        report.verdict(), point.takenAt());
                return nothing();
            }
            return beside(context, () -> points.begin(point));
        });
    }

    /** Removes rows whose records no topic has any more, batch by batch; also those that an interrupted run left. */
    private Uni<Void> remove(Context context) {
        return topics.inputs()
                .chain(inputs -> topics.outputs()
                        .chain(outputs -> batches(context, inputs, outputs)
                                .collect()
                                .with(Collectors.summingLong(HistoryTable.Removed::decisions))
                                .invoke(Pruning::report)
                                .chain(() -> beside(context, () -> history.removeRest(inputs, outputs)))));
    }

    private Multi<HistoryTable.Removed> batches(
            Context context, List<HistoryTable.LogStart> inputs, List<HistoryTable.LogStart> outputs) {
        var last = new AtomicReference<>(FIRST_TRANSACTION);
        return Multi.createBy()
                .repeating()
                .uni(() -> Pruning.<HistoryTable.Removed>beside(
                                context, () -> history.remove(inputs, outputs, last.get(), config.batch()))
                        .invoke(removed -> count(removed, last)))
                .whilst(removed -> removed.decisions() > 0);
    }

    private void count(HistoryTable.Removed removed, AtomicReference<String> last) {
        pruned.increment(removed.decisions());
        if (removed.last() != null) {
            last.set(removed.last());
        }
    }

    private static void report(long removed) {
        if (removed > 0) {
            LOG.infof("history pruned decisions=%s", removed);
        }
    }

    private static Uni<Void> nothing() {
        return Uni.createFrom().voidItem();
    }

    private static <T> Uni<T> beside(Context context, Supplier<Uni<? extends T>> work) {
        return Attempt.beside(context, PATIENCE, work);
    }
}
