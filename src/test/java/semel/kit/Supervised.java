package semel.kit;

import java.net.URI;
import java.util.function.Supplier;

/** A replica under a supervisor: whatever ends is started anew, until it is closed. */
public final class Supervised implements AutoCloseable {
    private final Supplier<App> start;
    private App current;
    private boolean closed;
    private int ends;

    /** @param start starts the same replica, each time */
    public Supervised(Supplier<App> start) {
        this.start = start;
        begin();
    }

    private synchronized void begin() {
        if (!closed) {
            current = start.get();
            current.onExit(this::ended);
        }
    }

    private synchronized void ended() {
        ends++;
        begin();
    }

    public synchronized App current() {
        return current;
    }

    /** Where it listens, null while it does not. */
    public URI base() {
        return current().base();
    }

    /** How often it ended. */
    public synchronized int ends() {
        return ends;
    }

    @Override
    public void close() {
        App last;
        synchronized (this) {
            closed = true;
            last = current;
        }
        last.close();
    }
}
