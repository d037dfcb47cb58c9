package semel.proof;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import semel.proof.History.Request;

/**
 * What clients tell and what intake wrote down, of the same requests: under each key first its client's word, then the rows, so
 * that a row is no further request but says the same or contradicts. What clients tell is held in memory.
 */
final class Requests implements Iterable<Request> {
    private final Iterable<Request> rows;
    private final List<Request> told;

    /** @param rows those under one key follow each other */
    Requests(Iterable<Request> rows, List<Request> told) {
        this.rows = rows;
        this.told = told;
    }

    @Override
    public Iterator<Request> iterator() {
        return new Merged(rows.iterator());
    }

    private final class Merged implements Iterator<Request> {
        private final Iterator<Request> unread;
        private final Queue<Request> next = new ArrayDeque<>();
        private final Map<String, List<Request>> untold;
        private final Set<UUID> withoutKey = new HashSet<>();

        Merged(Iterator<Request> rows) {
            unread = rows;
            untold = told.stream()
                    .filter(request -> request.key() != null)
                    .collect(Collectors.groupingBy(Request::key, LinkedHashMap::new, Collectors.toList()));
            told.stream().filter(request -> request.key() == null).forEach(this::takeWithoutKey);
        }

        private void takeWithoutKey(Request request) {
            next.add(request);
            withoutKey.add(request.id());
        }

        @Override
        public boolean hasNext() {
            while (next.isEmpty() && unread.hasNext()) {
                take(unread.next());
            }
            if (next.isEmpty()) {
                untold.values().forEach(next::addAll);
                untold.clear();
            }
            return !next.isEmpty();
        }

        private void take(Request row) {
            if (row.key() == null) {
                if (!withoutKey.contains(row.id())) {
                    next.add(row);
                }
                return;
            }
            var before = untold.remove(row.key());
            if (before != null) {
                next.addAll(before);
            }
            next.add(row);
        }

        @Override
        public Request next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return next.remove();
        }
    }
}
