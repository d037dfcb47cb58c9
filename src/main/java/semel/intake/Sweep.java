package semel.intake;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import semel.kafka.Outage;
import semel.sql.Attempt;

/**
 * Marks acknowledged rows that their requests could not mark, at the start and then periodically: rows that this process knows to be
 * acknowledged, and rows with a decision, which proves that their record is in the input. Shows in gauges how many rows are left.
 *
 * @see "docs/explanation/decisions/0023-what-is-accepted-is-decided-and-judged.md"
 */
@Singleton
class Sweep {
    /** Intervals without a result after which the gauges show NaN. */
    private static final int PATIENCE = 3;

    /** @param at {@link System#nanoTime} */
    private record CountsAt(UnmarkedRows.UnmarkedCounts counts, long at) {}

    private final UnmarkedRows rows;
    private final AcknowledgementMarks marks;
    private final IntakeConfig settings;
    private final Outage sweeping;
    private final AtomicBoolean busy = new AtomicBoolean();
    private UnmarkedRows.PageStart place = UnmarkedRows.PageStart.START;
    private volatile CountsAt seen;
    private long timer;

    Sweep(UnmarkedRows rows, AcknowledgementMarks marks, MeterRegistry registry, IntakeConfig settings) {
        this.rows = rows;
        this.marks = marks;
        this.settings = settings;
        this.sweeping = new Outage("looking for unmarked posts", settings.reminder());
        register(
                registry,
                "semel.posts.unmarked",
                "rows",
                Tags.of("age", "minute"),
                UnmarkedRows.UnmarkedCounts::minute);
        register(registry, "semel.posts.unmarked", "rows", Tags.of("age", "hour"), UnmarkedRows.UnmarkedCounts::hour);
        register(registry, "semel.posts.unmarked", "rows", Tags.of("age", "day"), UnmarkedRows.UnmarkedCounts::day);
        register(
                registry,
                "semel.posts.unmarked.oldest",
                "seconds",
                Tags.empty(),
                UnmarkedRows.UnmarkedCounts::oldestSeconds);
    }

    private void register(
            MeterRegistry registry,
            String name,
            String unit,
            Tags tags,
            ToDoubleFunction<UnmarkedRows.UnmarkedCounts> value) {
        Gauge.builder(name, this, sweep -> sweep.value(value))
                .baseUnit(unit)
                .tags(tags)
                .register(registry);
    }

    private double value(ToDoubleFunction<UnmarkedRows.UnmarkedCounts> of) {
        var now = seen;
        var isForgotten = now == null
                || System.nanoTime() - now.at() > PATIENCE * settings.sweep().toNanos();
        return isForgotten ? Double.NaN : of.applyAsDouble(now.counts());
    }

    void atStart(@Observes StartupEvent start, Vertx vertx) {
        var context = vertx.getOrCreateContext();
        timer = vertx.setPeriodic(1, settings.sweep().toMillis(), fired -> context.runOnContext(now -> run(context)));
    }

    // A live reload keeps Vert.x, and with it every timer.
    void atStop(@Observes ShutdownEvent stop, Vertx vertx) {
        sweeping.stop();
        vertx.cancelTimer(timer);
    }

    private void run(Context context) {
        if (busy.compareAndSet(false, true)) {
            sweep(context).subscribe().with(this::saw, this::failed);
        }
    }

    /** Marks the decided rows of one page and the owed ids, then counts the unmarked rows. */
    private Uni<UnmarkedRows.UnmarkedCounts> sweep(Context context) {
        return beside(context, () -> rows.next(place)).chain(this::mark).chain(() -> beside(context, rows::count));
    }

    private <T> Uni<T> beside(Context context, Supplier<Uni<? extends T>> work) {
        return Attempt.<T>beside(context, settings.databaseWithin(), work)
                .emitOn(task -> context.runOnContext(now -> task.run()));
    }

    private Uni<Void> mark(List<UnmarkedRows.UnmarkedRow> page) {
        var ids = Stream.concat(
                        marks.owed().stream().limit(UnmarkedRows.PAGE),
                        page.stream()
                                .filter(UnmarkedRows.UnmarkedRow::isDecided)
                                .map(UnmarkedRows.UnmarkedRow::id))
                .distinct()
                .sorted()
                .toList();
        return (ids.isEmpty() ? Uni.createFrom().voidItem() : marks.stand(ids)).invoke(() -> goOn(page));
    }

    /** Continues after this page; after the last one, restarts with the oldest row. */
    private void goOn(List<UnmarkedRows.UnmarkedRow> page) {
        place = page.size() < UnmarkedRows.PAGE
                ? UnmarkedRows.PageStart.START
                : page.get(page.size() - 1).place();
    }

    private void saw(UnmarkedRows.UnmarkedCounts counts) {
        seen = new CountsAt(counts, System.nanoTime());
        sweeping.over();
        busy.set(false);
    }

    private void failed(Throwable failure) {
        sweeping.failed(failure);
        busy.set(false);
    }
}
