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

/** A series that runs in a process of its own, or has run. All of it happens on one event loop. */
final class SeriesRun {
    private static final long LOOK_MILLIS = 200;
    private static final int HEAP_MEGABYTES = 512;

    private final Vertx vertx;
    private final String id;
    private final Series series;
    private final Instant begin = Instant.now();
    private final ChildProcess process;
    private final Map<String, JsonObject> lanes = new LinkedHashMap<>();
    private final List<Consumer<JsonObject>> listeners = new ArrayList<>();
    private final List<Runnable> endings = new ArrayList<>();
    private Phase phase = Phase.RUNNING;
    private boolean cancelled;
    private int heard;

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
        lookAgain();
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
                .put("startedAt", begin.toString())
                .put("pid", process.pid())
                .mergeIn(series.json())
                .put("lanes", new JsonArray(List.copyOf(lanes.values())));
    }

    /** Tells how far each lane is, and from then on what changes; at last that it is over. */
    void listen(Consumer<JsonObject> listener, Runnable end) {
        lanes.values().forEach(listener);
        if (isOver()) {
            end.run();
        } else {
            listeners.add(listener);
            endings.add(end);
        }
    }

    private void lookAgain() {
        vertx.setTimer(
                LOOK_MILLIS,
                timer -> vertx.executeBlocking(this::look).onSuccess(this::seen).onFailure(unreadable -> cancel()));
    }

    private void seen(Look look) {
        look.said().stream().skip(heard).forEach(this::hear);
        heard = look.said().size();
        if (look.ended()) {
            end();
        } else {
            lookAgain();
        }
    }

    /**
     * What the process has said so far.
     *
     * @param ended that it had ended before, so that this is all
     */
    private record Look(boolean ended, List<String> said) {}

    private Look look() {
        var ended = !process.isAlive();
        var said = process.output().lines().filter(line -> line.startsWith(SeriesMain.SAYS));
        return new Look(ended, said.toList());
    }

    private void hear(String line) {
        var lane = new JsonObject(line.substring(SeriesMain.SAYS.length()));
        lanes.put(lane.getString("lane"), lane);
        listeners.forEach(listener -> listener.accept(lane));
    }

    /** @return when the process has ended; what it started ends with it */
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
        endings.forEach(Runnable::run);
        listeners.clear();
        endings.clear();
    }

    private static boolean isOver(JsonObject lane) {
        return Phase.valueOf(lane.getString("status")).isOver();
    }
}
