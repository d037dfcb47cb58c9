package semel.kit;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Forwards TCP connections to a server on this machine and can cut or delay them. It can also cut the connection on which a client
 * sends a given text for the nth time. The text must arrive in one chunk, as database commands do.
 */
public final class Proxy implements AutoCloseable {
    private static final String HERE = "127.0.0.1";
    private static final int PATIENCE_SECONDS = 120;

    /** What happens to the connection on which the text is sent. */
    public enum Cut {
        /** The server never receives the text, and its connection is closed. */
        BEFORE,
        /** The server receives the text; the client gets no answer, and its connection is closed. */
        REPLY,
        /** The server receives the text; then nothing passes in either direction, and the connection stays open. */
        HALF_OPEN,
        /** The server receives everything; nothing comes back, and the connection stays open. */
        ONE_WAY
    }

    /** A cut that waits for a text. */
    public static final class Disruption {
        private final String said;
        private final Cut cut;
        private final AtomicInteger times;
        private final CountDownLatch struck = new CountDownLatch(1);

        private Disruption(String said, int time, Cut cut) {
            this.said = said;
            this.cut = cut;
            this.times = new AtomicInteger(time);
        }

        private boolean hits(Buffer chunk) {
            return chunk.toString(StandardCharsets.ISO_8859_1).contains(said) && times.decrementAndGet() == 0;
        }

        /** Waits until the cut has happened. */
        public void await() {
            try {
                if (!struck.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("no client sent " + said + " within " + PATIENCE_SECONDS + " s");
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(stopped);
            }
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final NetClient client = vertx.createNetClient();
    private final Set<Wire> wires = ConcurrentHashMap.newKeySet();
    private final NetServer server;
    private final int target;
    private volatile Disruption strike;
    private volatile Duration delay = Duration.ZERO;

    private Proxy(int target) {
        this.target = target;
        this.server = vertx.createNetServer().connectHandler(this::accept);
    }

    /** Listens on a free port and forwards to the server on the target port. */
    public static Proxy before(int target) {
        var proxy = new Proxy(target);
        proxy.server.listen(0, HERE).toCompletionStage().toCompletableFuture().join();
        return proxy;
    }

    public int port() {
        return server.actualPort();
    }

    /** @param time which occurrence of the text from now on, over all connections; 1 is the next */
    public Disruption strike(String said, int time, Cut cut) {
        strike = new Disruption(said, time, cut);
        return strike;
    }

    private void accept(NetSocket near) {
        near.pause();
        client.connect(target, HERE).onSuccess(far -> join(near, far)).onFailure(refused -> near.close());
    }

    /** Cuts all current connections without closing them; later connections are not cut. */
    public void cut(Cut silent) {
        wires.forEach(wire -> wire.cut = silent);
    }

    /** Delays all data in both directions from now on; the order is kept. */
    public void delay(Duration time) {
        delay = time;
    }

    private void join(NetSocket near, NetSocket far) {
        var wire = new Wire(near, far);
        wires.add(wire);
        near.handler(wire::said);
        far.handler(wire::answered);
        closeTogether(wire, near, far);
        closeTogether(wire, far, near);
        near.resume();
    }

    private void closeTogether(Wire wire, NetSocket one, NetSocket other) {
        one.closeHandler(closed -> {
            wires.remove(wire);
            other.close();
        });
        one.exceptionHandler(reset -> {});
    }

    /** One connection. Its handlers run on one event loop, because both sockets share a context. */
    private final class Wire {
        private final Direction there;
        private final Direction back;
        private volatile Cut cut;

        Wire(NetSocket near, NetSocket far) {
            this.there = new Direction(far);
            this.back = new Direction(near);
        }

        void said(Buffer chunk) {
            var current = strike;
            if (cut == null && current != null && current.hits(chunk)) {
                cut = current.cut;
                if (cut == Cut.BEFORE) {
                    there.close();
                } else {
                    there.pass(chunk);
                }
                current.struck.countDown();
            } else if (cut == null || cut == Cut.ONE_WAY) {
                there.pass(chunk);
            }
        }

        void answered(Buffer chunk) {
            if (cut == Cut.REPLY) {
                // Not before, because the answer shows that the server has done the work.
                back.close();
            } else if (cut == null) {
                back.pass(chunk);
            }
        }
    }

    private final class Direction {
        private final NetSocket end;
        private final Deque<Buffer> late = new ArrayDeque<>();

        Direction(NetSocket end) {
            this.end = end;
        }

        void pass(Buffer chunk) {
            var now = delay;
            if (now.isZero() && late.isEmpty()) {
                end.write(chunk);
            } else {
                // Any timer sends the oldest chunk.
                late.add(chunk);
                vertx.setTimer(now.toMillis() + 1, fired -> end.write(late.remove()));
            }
        }

        void close() {
            end.close();
        }
    }

    @Override
    public void close() {
        wires.forEach(wire -> wire.back.close());
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
