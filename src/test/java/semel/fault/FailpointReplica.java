package semel.fault;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import semel.kit.App;
import semel.kit.BytemanRule;
import semel.kit.Client;
import semel.kit.Failpoint;
import semel.kit.Proxy;
import semel.kit.Supervised;
import semel.kit.TestPipeline;
import semel.sandbox.Ports;

/** Runs a replica with all failpoints under a supervisor, behind a proxy for its clients. */
final class FailpointReplica implements AutoCloseable {
    final Failpoint rowWritten = Failpoint.rowWritten();
    final Failpoint acknowledged = Failpoint.acknowledged();
    final Failpoint decided = Failpoint.decided();
    final Failpoint emitted = Failpoint.emitted();
    final Failpoint emittedForAWhile = Failpoint.emitted(1_000);
    final Failpoint emittedForTooLong =
            Failpoint.emitted(FaultTopology.TRANSACTION.plusSeconds(2).toMillis());
    final Failpoint projected = Failpoint.projected();
    final Failpoint inTheDatabase = Failpoint.inTheDatabase();
    final Failpoint inTheDatabaseForAWhile = Failpoint.inTheDatabase(1_000);

    private final String instance;
    private final Proxy wire;
    private final Supervised<App> supervised;
    private volatile BytemanRule[] more = {};

    FailpointReplica(TestPipeline pipeline, String instance) {
        this.instance = instance;
        var port = Ports.free();
        this.wire = Proxy.before(port);
        var settings = new HashMap<>(pipeline.settings());
        settings.putAll(Map.of("semel.instance", instance, "quarkus.http.port", Integer.toString(port)));
        this.supervised = new Supervised<>(() -> App.start(settings, rules()));
    }

    private BytemanRule[] rules() {
        var points = Stream.<BytemanRule>of(
                rowWritten,
                acknowledged,
                decided,
                emitted,
                emittedForAWhile,
                emittedForTooLong,
                projected,
                inTheDatabase,
                inTheDatabaseForAWhile);
        return Stream.concat(points, Stream.of(more)).toArray(BytemanRule[]::new);
    }

    String instance() {
        return instance;
    }

    /** Proxy between clients and this replica. */
    Proxy wire() {
        return wire;
    }

    App app() {
        return supervised.current();
    }

    /** Base URI for clients; null while it does not listen. */
    URI base() {
        return app().base() == null ? null : URI.create("http://127.0.0.1:" + wire.port());
    }

    /** HTTP status of its liveness check. */
    int health() {
        return new Client().get(app().base().resolve("/q/health/live")).status();
    }

    int ends() {
        return supervised.ends();
    }

    /** Restarts it and waits until it is up. @param more rules until the next restart */
    void restart(BytemanRule... more) {
        this.more = more;
        app().stop();
        awaitReady();
    }

    void awaitReady() {
        await().atMost(FaultScenario.PATIENCE).until(() -> app().isAlive() && app().base() != null);
    }

    /** Waits until a thread stops at the armed failpoint. @return the application of that thread */
    App awaitReached(Failpoint point, Duration patience) {
        return await().atMost(patience)
                .pollInterval(Duration.ofMillis(50))
                .until(this::app, app -> app.isAlive() && app.hasReached(point));
    }

    @Override
    public void close() {
        supervised.close();
        wire.close();
    }
}
