package semel.intake;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Requests that wait while a statement is under way: the next statement takes as many of them as it may, in the order in which they
 * came. Two requests under one key are never in one statement, nor in two at a time. Knows no database; safe for all threads.
 *
 * @param <E> a request, told from others by its identity
 * @see "docs/explanation/decisions/0028-posts-share-statements.md"
 */
final class StatementQueue<E extends StatementQueue.Entry> {
    /**
     * @param statements under way at once
     * @param rows of one statement, if it has more than one request
     * @param bytes likewise
     */
    record Limits(int statements, int rows, long bytes) {}

    /** What the queue has to know of a request. */
    interface Entry {
        /** @return null where no other request can meet it */
        Object key();

        int rows();

        long bytes();

        /** @return true if nobody waits for it any more: then no statement takes it, unless it has one already */
        boolean isAbandoned();
    }

    private final Limits limits;
    private final Deque<E> ready = new ArrayDeque<>();
    /** For each key that is in {@link #ready} or under way: what waits behind it, null as long as nothing does. */
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

    /** @return the requests of a statement that is under way from now on; empty where it has to wait, or nothing waits for it */
    synchronized List<E> next() {
        var batch = new ArrayList<E>();
        if (underWay < limits.statements()) {
            take(batch);
            underWay += batch.isEmpty() ? 0 : 1;
        }
        return batch;
    }

    private void take(List<E> batch) {
        var refused = first(alone);
        if (refused != null) {
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

    /** @return the first that somebody waits for; null where there is none */
    private E first(Deque<E> requests) {
        while (!requests.isEmpty() && requests.peek().isAbandoned()) {
            release(requests.poll());
        }
        return requests.peek();
    }

    /** The statement is not under way any more. */
    synchronized void ended(List<E> batch) {
        underWay--;
        batch.forEach(this::release);
    }

    /** The statement wrote nothing, perhaps because of one of its requests: each gets a statement of its own, ahead of all others. */
    synchronized void endedForEachAlone(List<E> batch) {
        underWay--;
        alone.addAll(batch);
    }

    private void release(E request) {
        var key = request.key();
        if (key != null) {
            var line = behind.remove(key);
            if (line != null) {
                ready.add(line.poll());
                behind.put(key, line.isEmpty() ? null : line);
            }
        }
    }

    /** Requests that are in no statement. */
    synchronized int waiting() {
        return ready.size()
                + alone.size()
                + behind.values().stream()
                        .mapToInt(line -> line == null ? 0 : line.size())
                        .sum();
    }
}
