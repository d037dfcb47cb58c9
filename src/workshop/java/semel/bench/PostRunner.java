package semel.bench;

import static org.awaitility.Awaitility.await;

import java.time.Instant;

/** Posts as fast as the connections allow, and measures the orders accepted and applied a second. */
final class PostRunner {
    private PostRunner() {}

    static RunFigures run(BenchTask task, RunSite site, long seed) {
        site.spawn();
        if (task.channels()) {
            site.awaitReady();
        } else {
            site.awaitListening();
        }
        var figures = new RunFigures();
        try (var loop = new LoadLoop();
                var usage = new UsageLog(site::usage)) {
            var poster = new Poster(
                    loop.vertx(),
                    site.base(),
                    task.connections(),
                    "bench-" + seed + "-",
                    task.workload() == Workload.BATCH,
                    seed);
            loop.asFastAsPossible(poster, task.connections());
            Pause.of(task.warmUp());
            var begin = loop.ask(() -> {
                poster.measure();
                return Instant.now();
            });
            Pause.of(task.time());
            var end = loop.ask(Instant::now);
            var measured = loop.ask(poster::acceptedMeasured);
            loop.ask(() -> {
                poster.addTo(figures, DrainRunner.seconds(begin, end));
                return null;
            });
            usage.at(end).addTo(figures, usage.at(begin), measured);
            loop.stop();
            await().atMost(RunSite.PATIENCE).until(() -> !loop.isOpen());
            figures.put(Figure.PEAK, site.peakMebibytes());
            MeterReadings.addTo(figures, site);
            if (task.channels()) {
                wholeWay(site, poster, begin, end, figures);
            } else {
                RunJudgement.ofIntake(site, poster.accepted(), poster.unanswered());
            }
        }
        return figures;
    }

    private static void wholeWay(RunSite site, Poster poster, Instant begin, Instant end, RunFigures figures) {
        RunJudgement.ofPosts(site, poster.accepted(), poster.unanswered());
        figures.put(Figure.APPLIED, applied(site, begin, end) / DrainRunner.seconds(begin, end));
        figures.put(Figure.BACKLOG, received(site, end) - applied(site, Instant.EPOCH, end));
    }

    private static double received(RunSite site, Instant end) {
        return site.pipeline().count("select count(*) from received where received_at < '" + end + "'");
    }

    private static double applied(RunSite site, Instant begin, Instant end) {
        return site.pipeline()
                .count("select count(*) from customer_order where applied_at >= '" + begin + "' and applied_at < '"
                        + end + "'");
    }
}
