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
 * A wire that can be cut, between clients and a server on this machine. A strike hits the one connection on which a client says
 * a certain text at a certain time; what it says must come in one piece, as the commands of a database do.
 */
public final class Proxy implements AutoCloseable {
    private static final String HERE = "127.0.0.1";
    private static final int PATIENCE_SECONDS = 120;

    /** What happens to the connection on which the text is said. */
    public enum Cut {
        /** The server never hears it, and finds the connection closed. */
        BEFORE,
        /** The server hears it; of its answer nothing comes back, the client finds the connection closed. */
        REPLY,
        /** The server hears it; nothing comes back, in either direction, and the connection stays open. */
        HALF_OPEN,
        /** The server hears everything that is said from then on; nothing comes back, and the connection stays open. */
        ONE_WAY
    }

    /** A strike that waits for its moment. */
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

        /** Waits until it has hit. */
        public void await() {
            try {
                if (!struck.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("nobody said " + said + " within " + PATIENCE_SECONDS + " s");
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

    /** Listens on a free port, before the server that listens on this one. */
    public static Proxy before(int target) {
        var proxy = new Proxy(target);
        proxy.server.listen(0, HERE).toCompletionStage().toCompletableFuture().join();
        return proxy;
    }

    public int port() {
        return server.actualPort();
    }

    /** @param time which time this is said from now on, over all connections; 1 is the next */
    public Disruption strike(String said, int time, Cut cut) {
        strike = new Disruption(said, time, cut);
        return strike;
    }

    private void accept(NetSocket near) {
        near.pause();
        client.connect(target, HERE).onSuccess(far -> join(near, far)).onFailure(refused -> near.close());
    }

    /** Happens to everybody who is connected now, and who sees nothing of it; not to those who come later. */
    public void cut(Cut silent) {
        wires.forEach(wire -> wire.cut = silent);
    }

    /** From now on all that is said and answered arrives later by this, and in its order. */
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

    /** One connection. Its handlers run on one event loop, the near end's: a socket of the client shares its context. */
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
                // Only now: the answer shows that the server has done it.
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
                // Whichever timer fires first, what has waited longest goes.
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
