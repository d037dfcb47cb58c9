package semel.bench;

import static org.awaitility.Awaitility.await;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.parsetools.RecordParser;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Measures the time from when an order should be posted until the stream of applied orders shows it, from the moment the contender is ready. */
final class VisibleRunner {
    private static final String ID = "\"orderId\":\"";
    private static final int ID_LENGTH = 36;

    /** More requests than are open at once, unless the contender stands still. */
    private static final int CONNECTIONS = 256;

    private final LoadLoop loop;
    private final Map<String, Long> intended = new HashMap<>();
    private final Map<String, Long> seen = new HashMap<>();
    private final Histogram cold = Poster.newHistogram();
    private final Histogram warm = Poster.newHistogram();
    private long warmFrom = Long.MAX_VALUE;
    private long open;

    private VisibleRunner(LoadLoop loop) {
        this.loop = loop;
    }

    static RunFigures run(BenchTask task, RunSite site, long seed) {
        site.spawn();
        site.awaitReady();
        try (var loop = new LoadLoop();
                var usage = new UsageLog(site::usage)) {
            var visibleRunner = new VisibleRunner(loop);
            visibleRunner.follow(site.base());
            return visibleRunner.run(task, site, seed, usage);
        }
    }

    private RunFigures run(BenchTask task, RunSite site, long seed, UsageLog usage) {
        var steady = new Poster(loop.vertx(), site.base(), CONNECTIONS, "steady-" + seed + "-", false, seed);
        var flood = new Poster(loop.vertx(), site.base(), task.connections(), "flood-" + seed + "-", false, seed);
        loop.steadily(task.rate(), time -> send(steady, time));
        if (task.workload() == Workload.FLOOD) {
            loop.asFastAsPossible(flood, task.connections());
        }
        Pause.of(task.warmUp());
        var begin = loop.ask(() -> {
            warmFrom = System.nanoTime();
            steady.measure();
            flood.measure();
            return Instant.now();
        });
        Pause.of(task.time());
        var end = loop.ask(Instant::now);
        loop.stop();
        var figures = new RunFigures();
        var measured = loop.ask(() -> {
            var posted = steady.acceptedMeasured() + flood.acceptedMeasured();
            steady.addTo(figures, DrainRunner.seconds(begin, end));
            return posted;
        });
        usage.at(end).addTo(figures, usage.at(begin), measured);
        await().atMost(RunSite.PATIENCE).until(() -> loop.ask(() -> open == 0 && intended.isEmpty()));
        RunJudgement.ofPosts(site, steady.accepted() + flood.accepted(), steady.unanswered() + flood.unanswered());
        put(figures);
        figures.put(Figure.PEAK, site.peakMebibytes());
        MeterReadings.addTo(figures, site);
        return figures;
    }

    private void put(RunFigures figures) {
        figures.put(Figure.P50, warm, 50);
        figures.put(Figure.P90, warm, 90);
        figures.put(Figure.P99, warm, 99);
        figures.put(Figure.MAX, warm, 100);
        figures.put(Figure.COLD_P50, cold, 50);
        figures.put(Figure.COLD_P99, cold, 99);
        figures.put(Figure.COLD_MAX, cold, 100);
    }

    private void send(Poster poster, long time) {
        open++;
        poster.post(time, id -> {
            open--;
            if (id == null) return;
            var shown = seen.remove(id);
            if (shown == null) {
                intended.put(id, time);
            } else {
                record(time, shown);
            }
        });
    }

    private void show(String id) {
        var time = intended.remove(id);
        if (time == null) {
            seen.put(id, System.nanoTime()); // seen before its answer arrived, or an order of the flood
        } else {
            record(time, System.nanoTime());
        }
    }

    private void record(long time, long shown) {
        (time < warmFrom ? cold : warm).recordValue((shown - time) / 1_000);
    }

    /** Returns when the stream is open. */
    private void follow(URI base) {
        var lines = RecordParser.newDelimited("\n", this::line);
        loop.vertx()
                .createHttpClient()
                .request(HttpMethod.GET, base.getPort(), base.getHost(), "/orders/stream")
                .compose(request -> request.putHeader("Accept", "text/event-stream")
                        .send()
                        .onSuccess(response -> response.handler(lines)))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private void line(Buffer line) {
        var text = line.toString();
        var at = text.startsWith("data:") ? text.indexOf(ID) : -1;
        if (at >= 0) {
            show(text.substring(at + ID.length(), at + ID.length() + ID_LENGTH));
        }
    }
}
