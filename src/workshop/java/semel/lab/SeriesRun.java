package semel.lab;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import semel.kit.ChildProcess;
import semel.sandbox.BuildOutput;

/** Runs a series in its own process and keeps its state after the end. Its state changes only on one event loop. */
final class SeriesRun {
    private static final long POLL_MILLIS = 200;
    private static final int HEAP_MEGABYTES = 512;

    private final Vertx vertx;
    private final String id;
    private final Series series;
    private final Instant start = Instant.now();
    private final ChildProcess process;
    private final Map<String, JsonObject> lanes = new LinkedHashMap<>();
    private final List<Consumer<JsonObject>> listeners = new ArrayList<>();
    private final List<Runnable> endListeners = new ArrayList<>();
    private Phase phase = Phase.RUNNING;
    private boolean cancelled;
    private int handled;

    SeriesRun(Vertx vertx, String id, Series series) {
        this.vertx = vertx;
        this.id = id;
        this.series = series;
        this.process = new ChildProcess(
                "lab-" + id,
                BuildOutput.java(
                        HEAP_MEGABYTES,
                        Path.of("target", "kit"),
                        SeriesMain.class,
                        series.json().encode())) {};
        series.lanes().forEach(lane -> lanes.put(ConstantNames.of(lane), lane(lane, Phase.WAITING)));
        scheduleRead();
    }

    private static JsonObject lane(Lane lane, Phase phase) {
        return new JsonObject().put("lane", ConstantNames.of(lane)).put("status", phase.name());
    }

    String id() {
        return id;
    }

    boolean isOver() {
        return phase.isOver();
    }

    JsonObject json() {
        return new JsonObject()
                .put("id", id)
                .put("status", phase.name())
                .put("startedAt", start.toString())
                .put("pid", process.pid())
                .mergeIn(series.json())
                .put("lanes", new JsonArray(List.copyOf(lanes.values())));
    }

    /** Passes the state of each lane to the listener, then each change; runs the last argument when the series is over. */
    void listen(Consumer<JsonObject> listener, Runnable end) {
        lanes.values().forEach(listener);
        if (isOver()) {
            end.run();
        } else {
            listeners.add(listener);
            endListeners.add(end);
        }
    }

    private void scheduleRead() {
        vertx.setTimer(
                POLL_MILLIS,
                timer -> vertx.executeBlocking(this::read)
                        .onSuccess(this::handle)
                        .onFailure(unreadable -> cancel()));
    }

    private void handle(Output output) {
        output.lines().stream().skip(handled).forEach(this::update);
        handled = output.lines().size();
        if (output.ended()) {
            end();
        } else {
            scheduleRead();
        }
    }

    /**
     * Holds the lines that the process has printed so far.
     *
     * @param ended whether the process ended before they were read, so that no more follow
     */
    private record Output(boolean ended, List<String> lines) {}

    private Output read() {
        var ended = !process.isAlive();
        var lines = process.output().lines().filter(line -> line.startsWith(SeriesMain.PREFIX));
        return new Output(ended, lines.toList());
    }

    private void update(String line) {
        var lane = new JsonObject(line.substring(SeriesMain.PREFIX.length()));
        lanes.put(lane.getString("lane"), lane);
        listeners.forEach(listener -> listener.accept(lane));
    }

    /** @return completes when the process has ended; the processes that it started end with it */
    Future<Void> cancel() {
        cancelled = true;
        return vertx.<Void>executeBlocking(() -> {
                    process.close();
                    return null;
                })
                .onSuccess(closed -> end());
    }

    private void end() {
        if (isOver()) {
            return;
        }
        phase = lanes.values().stream().allMatch(SeriesRun::isOver)
                ? Phase.DONE
                : cancelled ? Phase.CANCELLED : Phase.FAILED;
        lanes.replaceAll((name, lane) -> isOver(lane) ? lane : lane.copy().put("status", phase.name()));
        endListeners.forEach(Runnable::run);
        listeners.clear();
        endListeners.clear();
    }

    private static boolean isOver(JsonObject lane) {
        return Phase.valueOf(lane.getString("status")).isOver();
    }
}
