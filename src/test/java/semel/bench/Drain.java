package semel.bench;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;

/** Drains a backlog that was written while the contender was stopped. The first half is warm-up. */
final class Drain {
    private static final Duration LOOK = Duration.ofMillis(100);

    private Drain() {}

    static Figures run(Task task, Site site, long seed) {
        Backlog.write(site, task.orders(), task.lines(), seed);
        var begin = Instant.now();
        site.spawn();
        try (var usage = new UsageLog(site::usage)) {
            awaitApplied(site, task.orders());
            var figures = figures(task, site, begin, usage);
            site.awaitReady();
            figures.put(Figure.PEAK, site.peakMebibytes());
            Judgement.of(site, task.orders(), (long) task.orders() * task.lines());
            return figures;
        }
    }

    private static Figures figures(Task task, Site site, Instant begin, UsageLog usage) {
        var times = site.stage()
                .rows(
                        "select min(applied_at), percentile_disc(0.5) within group (order by applied_at), max(applied_at)"
                                + " from customer_order",
                        row -> new Instant[] {
                            row.getTimestamp(1).toInstant(),
                            row.getTimestamp(2).toInstant(),
                            row.getTimestamp(3).toInstant()
                        })
                .get(0);
        var half = task.orders() / 2;
        var figures = new Figures();
        figures.put(Figure.PER_SECOND, task.orders() / seconds(begin, times[2]));
        figures.put(Figure.SECOND_HALF, half / seconds(times[1], times[2]));
        figures.put(Figure.FIRST, 1e3 * seconds(begin, times[0]));
        usage.at(times[2]).addTo(figures, usage.at(times[1]), half);
        return figures;
    }

    static double seconds(Instant begin, Instant end) {
        return Duration.between(begin, end).toNanos() / 1e9;
    }

    /** Counting costs the database time too: it takes at most a fiftieth of the run. */
    static void awaitApplied(Site site, long orders) {
        var pause = new Duration[] {LOOK};
        await().atMost(Site.PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval((number, last) -> pause[0])
                .until(() -> {
                    var begin = System.nanoTime();
                    var applied = site.stage().count("select count(*) from customer_order");
                    var took = Duration.ofNanos(System.nanoTime() - begin);
                    pause[0] = took.multipliedBy(50).compareTo(LOOK) > 0 ? took.multipliedBy(50) : LOOK;
                    return applied >= orders;
                });
    }
}
