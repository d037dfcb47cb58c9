package semel.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/** Posts orders over persistent HTTP/1.1 connections and counts the answers, all on one event loop. */
final class Poster {
    /** Orders in one batch. */
    static final int BATCH = 1_000;

    private static final int BODIES = 200;
    private static final String ID = "\"orderId\":\"";
    private static final int ID_LENGTH = 36;
    private static final int ACCEPTED = 202;
    private static final int DONE = 200;

    private final HttpClient http;
    private final URI base;
    private final String keys;
    private final boolean isBatch;
    private final List<Buffer> bodies;

    private Histogram answers = newHistogram();
    private boolean isMeasuring;
    private long sent;
    private long acceptedMeasured;
    private long refusedMeasured;
    private volatile long accepted;
    private volatile long unanswered;

    /**
     * @param connections at most
     * @param keys prefix of each idempotency key, before its number
     */
    Poster(Vertx vertx, URI base, int connections, String keys, boolean isBatch, long seed) {
        this.http = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(Math.max(1, connections)));
        this.base = base;
        this.keys = keys;
        this.isBatch = isBatch;
        this.bodies = bodies(isBatch ? BATCH : 1, new Random(seed));
    }

    static Histogram newHistogram() {
        return new Histogram(3);
    }

    private static List<Buffer> bodies(int orders, Random random) {
        var bodies = new ArrayList<Buffer>();
        for (int i = 0; i < (orders == 1 ? BODIES : 10); i++) {
            var body = Buffer.buffer();
            for (int order = 0; order < orders; order++) {
                body.appendString(
                        "{\"customerId\":\"c-%s\",\"currency\":\"EUR\",\"lines\":[{\"productId\":\"p-%s\",\"quantity\":%s,\"unitPrice\":100}]}%s"
                                .formatted(
                                        random.nextInt(1_000),
                                        random.nextInt(RunSite.PRODUCTS),
                                        1 + random.nextInt(3),
                                        orders == 1 ? "" : "\n"));
            }
            bodies.add(body);
        }
        return bodies;
    }

    /**
     * Sends the next order.
     *
     * @param intended when it should be sent; its latency is measured from here
     * @param then is given the order's id, or null if it was not accepted
     */
    void post(long intended, Consumer<String> then) {
        var number = sent++;
        http.request(HttpMethod.POST, base.getPort(), base.getHost(), isBatch ? "/orders/batch" : "/orders")
                .compose(request -> request.putHeader(
                                "Content-Type", isBatch ? "application/x-ndjson" : "application/json")
                        .putHeader("Idempotency-Key", keys + number)
                        .send(bodies.get((int) (number % bodies.size()))))
                .compose(response -> response.body().map(body -> answered(response.statusCode(), body, intended)))
                .onSuccess(then::accept)
                .onFailure(failed -> {
                    unanswered += size();
                    then.accept(null);
                });
    }

    private String answered(int status, Buffer body, long intended) {
        var text = body.toString();
        var orders = isBatch ? (status == DONE ? count(text) : 0) : status == ACCEPTED ? 1 : 0;
        accepted += orders;
        // Refused, or not acknowledged in time: the latter may still be decided.
        unanswered += size() - orders;
        if (isMeasuring) {
            acceptedMeasured += orders;
            refusedMeasured += size() - orders;
            answers.recordValue(Math.max(0, (System.nanoTime() - intended) / 1_000));
        }
        var at = text.indexOf(ID);
        return orders == 0 || at < 0 ? null : text.substring(at + ID.length(), at + ID.length() + ID_LENGTH);
    }

    private int size() {
        return isBatch ? BATCH : 1;
    }

    private static int count(String text) {
        var count = 0;
        for (var at = text.indexOf(ID); at >= 0; at = text.indexOf(ID, at + ID.length())) {
            count++;
        }
        return count;
    }

    /** Starts to measure. */
    void measure() {
        isMeasuring = true;
        acceptedMeasured = 0;
        refusedMeasured = 0;
        answers = newHistogram();
    }

    /** Ends the measurement. @return the answers since {@link #measure} */
    void addTo(RunFigures figures, double seconds) {
        isMeasuring = false;
        figures.put(Figure.ACCEPTED, acceptedMeasured / seconds);
        if (refusedMeasured > 0) {
            figures.put(Figure.REFUSED, refusedMeasured / seconds);
        }
        figures.put(Figure.ACCEPT_P50, answers, 50);
        figures.put(Figure.ACCEPT_P99, answers, 99);
    }

    long acceptedMeasured() {
        return acceptedMeasured;
    }

    long accepted() {
        return accepted;
    }

    /** Orders that were not answered as accepted. */
    long unanswered() {
        return unanswered;
    }
}
