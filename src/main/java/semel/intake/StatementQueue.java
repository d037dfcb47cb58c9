package semel.intake;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Queues requests while a statement runs. The next statement takes as many as its limits allow, in order of arrival. Requests with
 * the same key are never in one statement, nor in two that run at the same time. Thread-safe; does not access the database.
 *
 * @param <E> a request, compared by identity
 * @see "docs/explanation/decisions/0028-posts-share-statements.md"
 */
final class StatementQueue<E extends StatementQueue.Entry> {
    /**
     * @param statements that run at the same time
     * @param rows of one statement, if it has more than one request
     * @param bytes likewise
     */
    record Limits(int statements, int rows, long bytes) {}

    /** What the queue needs to know of a request. */
    interface Entry {
        /** @return null if no other request can have the same key */
        Object key();

        int rows();

        long bytes();

        /** @return true if its client no longer waits; then no further statement takes it */
        boolean isAbandoned();
    }

    private final Limits limits;
    private final Deque<E> ready = new ArrayDeque<>();
    /** For each key in {@link #ready} or in a running statement: the requests that wait for it, null if there are none. */
    private final Map<Object, Deque<E>> behind = new HashMap<>();

    private final Deque<E> alone = new ArrayDeque<>();
    private int underWay;

    StatementQueue(Limits limits) {
        this.limits = limits;
    }

    synchronized void add(E request) {
        var key = request.key();
        if (key == null || !behind.containsKey(key)) {
            occupy(key);
            ready.add(request);
        } else {
            behind.computeIfAbsent(key, first -> new ArrayDeque<>(1)).add(request);
        }
    }

    private void occupy(Object key) {
        if (key != null) {
            behind.put(key, null);
        }
    }

    /** @return the requests of a statement that counts as running from now on; empty if none may start, or no request waits */
    synchronized List<E> next() {
        var batch = new ArrayList<E>();
        if (underWay < limits.statements()) {
            take(batch);
            underWay += batch.isEmpty() ? 0 : 1;
        }
        return batch;
    }

    private void take(List<E> batch) {
        var single = first(alone);
        if (single != null) {
            batch.add(alone.poll());
            return;
        }
        var rows = 0;
        var bytes = 0L;
        for (var first = first(ready); first != null; first = first(ready)) {
            rows += first.rows();
            bytes += first.bytes();
            if (!batch.isEmpty() && (rows > limits.rows() || bytes > limits.bytes())) {
                return;
            }
            batch.add(ready.poll());
        }
    }

    /** @return the first request that is not abandoned; null if there is none */
    private E first(Deque<E> requests) {
        while (!requests.isEmpty() && requests.peek().isAbandoned()) {
            release(requests.poll());
        }
        return requests.peek();
    }

    /** Ends a statement. */
    synchronized void ended(List<E> batch) {
        underWay--;
        batch.forEach(this::release);
    }

    /** Ends a statement that wrote nothing, perhaps because of one of its requests: each gets a statement of its own, before all others. */
    synchronized void endedForEachAlone(List<E> batch) {
        underWay--;
        alone.addAll(batch);
    }

    private void release(E request) {
        var key = request.key();
        if (key != null) {
            var queued = behind.remove(key);
            if (queued != null) {
                ready.add(queued.poll());
                behind.put(key, queued.isEmpty() ? null : queued);
            }
        }
    }

    /** Requests that wait for a statement. */
    synchronized int waiting() {
        return ready.size()
                + alone.size()
                + behind.values().stream()
                        .mapToInt(queued -> queued == null ? 0 : queued.size())
                        .sum();
    }
}
