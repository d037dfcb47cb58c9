package semel.kit;

import java.util.function.Supplier;

/** Restarts a process each time it ends, until it is closed. */
public final class Supervised<C extends ChildProcess> implements AutoCloseable {
    private final Supplier<C> start;
    private C current;
    private boolean closed;
    private int ends;

    /** @param start starts the process */
    public Supervised(Supplier<C> start) {
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

    public synchronized C current() {
        return current;
    }

    /** How often the process has ended. */
    public synchronized int ends() {
        return ends;
    }

    @Override
    public void close() {
        C last;
        synchronized (this) {
            closed = true;
            last = current;
        }
        last.close();
    }
}
