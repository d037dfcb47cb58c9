package semel.lab;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.HttpException;
import java.net.BindException;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import semel.sandbox.DevService;

/**
 * Serves the lab over HTTP on loopback while dev mode runs. {@code POST /lab/experiments} starts an experiment; only one runs at a
 * time. Results are kept until dev mode ends.
 */
public final class LabServer implements DevService {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int MAX_BODY = 64 * 1024;
    private static final Map<Integer, String> TITLES = Map.of(
            404, "There is nothing here",
            405, "The method is not allowed here",
            413, "The body is too large",
            415, "The body must be application/json");

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, SeriesRun> runs = new LinkedHashMap<>();

    @Override
    public String name() {
        return "lab";
    }

    @Override
    public URI open(int portWished) {
        try {
            return listen(portWished);
        } catch (RuntimeException failed) {
            if (failed.getCause() instanceof BindException) {
                return listen(0);
            }
            throw failed;
        }
    }

    private URI listen(int port) {
        var server = vertx.createHttpServer()
                .requestHandler(routes())
                .listen(port, LOOPBACK)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return URI.create("http://" + LOOPBACK + ":" + server.actualPort() + "/lab");
    }

    private Router routes() {
        var router = Router.router(vertx);
        router.get("/lab").handler(context -> answer(context, 200, lanesAndFaults()));
        router.get("/lab/experiments").handler(context -> answer(context, 200, allRuns()));
        // JSON only: a browser does not send it from a page of another site without asking this server first.
        router.post("/lab/experiments")
                .consumes("application/json")
                .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY))
                .handler(this::start);
        router.get("/lab/experiments/:id")
                .handler(context -> answer(context, 200, run(context).json()));
        router.get("/lab/experiments/:id/events").handler(this::follow);
        router.delete("/lab/experiments/:id").handler(this::cancel);
        router.route().failureHandler(LabServer::refuse);
        TITLES.forEach((status, title) ->
                router.errorHandler(status, context -> answer(context, status, problem(status, title))));
        return router;
    }

    private static JsonObject lanesAndFaults() {
        var lanes = Arrays.stream(Lane.values())
                .map(lane -> new JsonObject()
                        .put("lane", ConstantNames.of(lane))
                        .put("title", lane.toString())
                        .put("effects", lane.effects().toString())
                        .put("events", lane.events().toString()));
        var faults = Arrays.stream(LabFault.values())
                .map(fault -> new JsonObject()
                        .put("fault", ConstantNames.of(fault))
                        .put("title", fault.toString())
                        .put("lanes", lanesOf(fault)));
        return new JsonObject()
                .put("lanes", new JsonArray(lanes.toList()))
                .put("faults", new JsonArray(faults.toList()))
                .put("experiments", "/lab/experiments");
    }

    private static JsonArray lanesOf(LabFault fault) {
        return new JsonArray(Arrays.stream(Lane.values())
                .filter(fault::appliesTo)
                .map(ConstantNames::of)
                .toList());
    }

    private JsonObject allRuns() {
        return new JsonObject()
                .put(
                        "items",
                        new JsonArray(
                                runs.values().stream().map(SeriesRun::json).toList()));
    }

    private SeriesRun run(RoutingContext context) {
        var run = runs.get(context.pathParam("id"));
        if (run == null) {
            throw new HttpException(404);
        }
        return run;
    }

    private void start(RoutingContext context) {
        var running = runs.values().stream().filter(run -> !run.isOver()).findAny();
        if (running.isPresent()) {
            context.response().putHeader("Location", location(running.get()));
            answer(context, 409, problem(409, "Another experiment is running"));
            return;
        }
        var series = Series.of(context.body().buffer());
        var run = new SeriesRun(vertx, Integer.toString(runs.size() + 1), series);
        runs.put(run.id(), run);
        context.response().putHeader("Location", location(run));
        answer(context, 202, run.json());
    }

    private static String location(SeriesRun run) {
        return "/lab/experiments/" + run.id();
    }

    /** Sends server-sent events: {@code lane} for each change, then {@code end}. */
    private void follow(RoutingContext context) {
        var run = run(context);
        var response = context.response().setChunked(true).putHeader("Content-Type", "text/event-stream");
        response.putHeader("Cache-Control", "no-store");
        run.listen(
                lane -> response.write("event: lane\ndata: " + lane.encode() + "\n\n"),
                () -> response.end("event: end\ndata: " + run.json().encode() + "\n\n"));
    }

    private void cancel(RoutingContext context) {
        var run = run(context);
        run.cancel().onComplete(ended -> answer(context, 200, run.json()));
    }

    private static void refuse(RoutingContext context) {
        if (context.failure() instanceof Series.Invalid invalid) {
            answer(context, 400, problem(400, "The experiment cannot be run").put("errors", invalid.errors()));
        } else {
            context.next();
        }
    }

    private static JsonObject problem(int status, String title) {
        return new JsonObject().put("type", "about:blank").put("title", title).put("status", status);
    }

    private static void answer(RoutingContext context, int status, JsonObject body) {
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", status < 400 ? "application/json" : "application/problem+json")
                .end(body.encodePrettily() + "\n");
    }
}
