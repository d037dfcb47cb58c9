package semel.bench;

import com.github.f4b6a3.uuid.UuidCreator;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import semel.codec.OrderCodec;
import semel.codec.Parsed;
import semel.lab.LaneWork;
import semel.lab.WorkerSettings;
import semel.order.Order;
import semel.order.OrderId;

/**
 * Accepts orders over HTTP and does nothing else with them. Either it stores them in an outbox, in one database transaction, and a relay
 * writes them to the input topic; or it sends them to the input topic and answers after the broker's acknowledgement.
 */
final class IntakePeer implements LaneWork {
    private static final int CONNECTIONS = 16;
    private static final String KEY = "Idempotency-Key";

    private static final String PUT = """
            with fresh as (
                insert into received (id, idempotency_key) values ($1, $2) on conflict (idempotency_key) do nothing returning id)
            insert into outbox (topic, id, key, value) select $3, $2, $4, $5 from fresh""";

    private static final String BEFORE = "select id from received where idempotency_key = $1";

    /** Stores an accepted order. */
    private interface Store {
        /** @return the order's id, or the id of an earlier order under the same key */
        Future<UUID> put(UUID id, String key, ProducerRecord<byte[], byte[]> order);
    }

    private final boolean hasOutbox;

    IntakePeer(boolean hasOutbox) {
        this.hasOutbox = hasOutbox;
    }

    @Override
    public void at(WorkerSettings here) throws Exception {
        var vertx = Vertx.vertx();
        var store = hasOutbox ? outbox(here, pool(here, vertx)) : broker(here.producer(Map.of()));
        var server = vertx.createHttpServer()
                .requestHandler(request -> request.body()
                        .compose(body -> accept(here, store, request, body.getBytes()))
                        .onFailure(
                                failed -> request.response().setStatusCode(503).end()))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        System.out.println("Listening on: http://127.0.0.1:" + server.actualPort() + "\n" + WorkerSettings.READY);
        new CountDownLatch(1).await();
    }

    private static Pool pool(WorkerSettings here, Vertx vertx) {
        var database = PgConnectOptions.fromUri(here.jdbcUrl().replaceAll("^jdbc:|\\?.*", ""))
                .setUser(here.user())
                .setPassword(here.password())
                .setCachePreparedStatements(true);
        return PgBuilder.pool()
                .connectingTo(database)
                .with(new PoolOptions().setMaxSize(CONNECTIONS))
                .using(vertx)
                .build();
    }

    private static Store outbox(WorkerSettings here, Pool database) {
        var relay = new Thread(() -> OutboxPeer.relay(here), "relay");
        relay.start();
        return (id, key, order) -> database.preparedQuery(PUT)
                .execute(Tuple.of(id, key, order.topic(), order.key(), order.value()))
                .compose(rows -> rows.rowCount() == 1
                        ? Future.succeededFuture(id)
                        : database.preparedQuery(BEFORE)
                                .execute(Tuple.of(key))
                                .map(before -> before.iterator().next().getUUID(0)));
    }

    private static Store broker(Producer<byte[], byte[]> producer) {
        return (id, key, order) -> {
            var sent = Promise.<UUID>promise();
            producer.send(order, (at, failed) -> {
                if (failed == null) sent.complete(id);
                else sent.fail(failed);
            });
            return sent.future();
        };
    }

    private static Future<Void> accept(WorkerSettings here, Store store, HttpServerRequest request, byte[] body) {
        var id = UuidCreator.getTimeOrderedEpoch();
        var read = OrderCodec.fromRequest(body, new OrderId(id), Instant.now().truncatedTo(ChronoUnit.MICROS));
        if (!(read instanceof Parsed.Valid<Order> valid)) {
            return request.response().setStatusCode(400).end();
        }
        var order = valid.value();
        var record =
                new ProducerRecord<>(here.topics().ordersIn(), OrderCodec.key(order.id()), OrderCodec.encode(order));
        return store.put(id, request.getHeader(KEY), record)
                .compose(accepted -> request.response()
                        .setStatusCode(202)
                        .putHeader("Content-Type", "application/json")
                        .end("{\"orderId\":\"" + accepted + "\",\"status\":\"ACCEPTED\"}"));
    }
}
