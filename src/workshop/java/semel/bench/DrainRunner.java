package semel.bench;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;

/** Drains a backlog that was written while the contender was stopped. The first half is warm-up. */
final class DrainRunner {
    private static final Duration LOOK = Duration.ofMillis(100);

    private DrainRunner() {}

    static RunFigures run(BenchTask task, RunSite site, long seed) {
        Backlog.write(site, task.orders(), task.lines(), seed);
        var begin = Instant.now();
        site.spawn();
        try (var usage = new UsageLog(site::usage)) {
            var figures = new RunFigures();
            if (site.contender().approach().writesTables()) {
                awaitApplied(site, task.orders());
                applied(task, site, begin, usage, figures);
            } else {
                awaitRead(site, task.orders());
            }
            site.awaitReady();
            figures.put(Figure.PEAK, site.peakMebibytes());
            MeterReadings.addTo(figures, site);
            RunJudgement.of(site, task.orders(), (long) task.orders() * task.lines());
            figures.put(
                    Figure.PUBLISHED_HALF,
                    PublishedRecords.in(site, site.topics().orders()).perSecondOfSecondHalf());
            return figures;
        }
    }

    private static void applied(BenchTask task, RunSite site, Instant begin, UsageLog usage, RunFigures figures) {
        var first = time(site, 0);
        var half = time(site, 0.5);
        var last = time(site, 1);
        var orders = task.orders();
        figures.put(Figure.PER_SECOND, orders / seconds(begin, last));
        figures.put(Figure.SECOND_HALF, orders / 2 / seconds(half, last));
        figures.put(Figure.FIRST, 1e3 * seconds(begin, first));
        usage.at(last).addTo(figures, usage.at(half), orders / 2);
        if (task.workload() == Workload.GROWTH) {
            var second = orders / 10 / seconds(time(site, 0.1), time(site, 0.2));
            var tenth = orders / 10 / seconds(time(site, 0.9), last);
            figures.put(Figure.SECOND_TENTH, second);
            figures.put(Figure.LAST_TENTH, tenth);
            figures.put(Figure.LAST_TO_SECOND, tenth / second);
        }
    }

    /** The time by which this share of the orders was applied. */
    private static Instant time(RunSite site, double share) {
        return site.pipeline()
                .rows(
                        "select percentile_disc(" + share + ") within group (order by applied_at) from customer_order",
                        row -> row.getTimestamp(1).toInstant())
                .get(0);
    }

    /** For contenders without tables. */
    private static void awaitRead(RunSite site, long orders) {
        await().atMost(RunSite.PATIENCE).pollInterval(LOOK).until(() -> {
            site.checkAlive();
            return site.pipeline().witness().committed(site.topics().decisionGroup()).values().stream()
                            .mapToLong(Long::longValue)
                            .sum()
                    >= orders;
        });
    }

    static double seconds(Instant begin, Instant end) {
        return Duration.between(begin, end).toNanos() / 1e9;
    }

    /** Counting costs the database time, so it takes at most 2 % of the run. */
    static void awaitApplied(RunSite site, long orders) {
        var pause = new Duration[] {LOOK};
        await().atMost(RunSite.PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval((number, last) -> pause[0])
                .until(() -> {
                    site.checkAlive();
                    var begin = System.nanoTime();
                    var applied = site.pipeline().count("select count(*) from customer_order");
                    var took = Duration.ofNanos(System.nanoTime() - begin);
                    pause[0] = took.multipliedBy(50).compareTo(LOOK) > 0 ? took.multipliedBy(50) : LOOK;
                    return applied >= orders;
                });
    }
}
