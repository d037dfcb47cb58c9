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
import semel.proof.History.ClientRequest;

/**
 * Merges the requests that clients know with the rows of {@code received}: for each key first the client's requests, then the rows, which
 * must agree with them. The clients' requests are held in memory.
 */
final class MergedRequests implements Iterable<ClientRequest> {
    private final Iterable<ClientRequest> rows;
    private final List<ClientRequest> told;

    /** @param rows those with one key are adjacent */
    MergedRequests(Iterable<ClientRequest> rows, List<ClientRequest> told) {
        this.rows = rows;
        this.told = told;
    }

    @Override
    public Iterator<ClientRequest> iterator() {
        return new Merged(rows.iterator());
    }

    private final class Merged implements Iterator<ClientRequest> {
        private final Iterator<ClientRequest> unread;
        private final Queue<ClientRequest> next = new ArrayDeque<>();
        private final Map<String, List<ClientRequest>> untold;
        private final Set<UUID> withoutKey = new HashSet<>();

        Merged(Iterator<ClientRequest> rows) {
            unread = rows;
            untold = told.stream()
                    .filter(request -> request.key() != null)
                    .collect(Collectors.groupingBy(ClientRequest::key, LinkedHashMap::new, Collectors.toList()));
            told.stream().filter(request -> request.key() == null).forEach(this::takeWithoutKey);
        }

        private void takeWithoutKey(ClientRequest request) {
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

        private void take(ClientRequest row) {
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
        public ClientRequest next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return next.remove();
        }
    }
}
