package semel.bench;

import java.time.Instant;

/** Measures a start of the application with one order in its input. */
final class StartRunner {
    private StartRunner() {}

    static RunFigures run(RunSite site, long seed) {
        Backlog.write(site, 1, 1, seed);
        var figures = new RunFigures();
        var begin = Instant.now();
        site.spawn();
        site.awaitListening();
        figures.put(Figure.LISTENING, 1e3 * DrainRunner.seconds(begin, Instant.now()));
        site.awaitReady();
        figures.put(Figure.READY, 1e3 * DrainRunner.seconds(begin, Instant.now()));
        DrainRunner.awaitApplied(site, 1);
        figures.put(Figure.FIRST, 1e3 * DrainRunner.seconds(begin, Instant.now()));
        var used = site.usage();
        figures.put(Figure.CPU_START, used.application().toMillis());
        figures.put(Figure.PEAK, site.peakMebibytes());
        RunJudgement.of(site, 1, 1);
        return figures;
    }
}
