package semel.intake;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;

/**
 * Queues requests while a statement runs. The next statement takes as many as its limits allow, in order of arrival, but only the first
 * of those with the same key. Thread-safe; does not access the database.
 *
 * @param <E> a request, compared by identity
 * @see "docs/explanation/decisions/0028-posts-share-statements.md"
 */
final class StatementQueue<E extends StatementQueue.Entry> {
    /**
     * @param rows of one statement, if it has more than one request
     * @param bytes likewise
     */
    record Limits(int rows, long bytes) {}

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
    private final Deque<E> alone = new ArrayDeque<>();
    private boolean isRunning;

    StatementQueue(Limits limits) {
        this.limits = limits;
    }

    synchronized void add(E request) {
        ready.add(request);
    }

    /** @return the requests of a statement that counts as running from now on; empty if one runs, or no request waits */
    synchronized List<E> next() {
        if (isRunning) {
            return List.of();
        }
        alone.removeIf(Entry::isAbandoned);
        ready.removeIf(Entry::isAbandoned);
        var batch = alone.isEmpty() ? take() : List.of(alone.poll());
        isRunning = !batch.isEmpty();
        return batch;
    }

    private List<E> take() {
        var batch = new ArrayList<E>();
        var keys = new HashSet<>();
        var rows = 0;
        var bytes = 0L;
        for (var requests = ready.iterator(); requests.hasNext(); ) {
            var request = requests.next();
            if (request.key() != null && !keys.add(request.key())) {
                continue;
            }
            rows += request.rows();
            bytes += request.bytes();
            if (!batch.isEmpty() && (rows > limits.rows() || bytes > limits.bytes())) {
                break;
            }
            batch.add(request);
            requests.remove();
        }
        return batch;
    }

    /** Ends the running statement. */
    synchronized void ended() {
        isRunning = false;
    }

    /** Ends a statement that wrote nothing, perhaps because of one of its requests: each gets a statement of its own, before all others. */
    synchronized void endedForEachAlone(List<E> batch) {
        isRunning = false;
        alone.addAll(batch);
    }

    /** Requests that wait for a statement. */
    synchronized int waiting() {
        return ready.size() + alone.size();
    }
}
