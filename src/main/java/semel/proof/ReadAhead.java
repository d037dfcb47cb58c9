package semel.proof;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Reads in its own thread, a few chunks ahead of its consumer. So one thread reads and decodes while another judges what was read.
 */
final class ReadAhead implements AutoCloseable {
    private static final int CHUNK = 500;
    private static final int CHUNKS = 4;

    private final ExecutorService threads = Executors.newCachedThreadPool(reading -> {
        var thread = new Thread(reading, "read-ahead");
        thread.setDaemon(true);
        return thread;
    });

    /** @param source read by one thread at a time; each iteration starts at its first item */
    <T> Iterator<T> iterator(Iterable<T> source) {
        return new Ahead<>(source);
    }

    /** Stops all readings. */
    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** @param failure why the reading ended early, else null */
    private record Chunk<T>(List<T> items, Throwable failure, boolean isLast) {}

    private final class Ahead<T> implements Iterator<T> {
        private final BlockingQueue<Chunk<T>> chunks = new ArrayBlockingQueue<>(CHUNKS);
        private Iterator<T> items = Collections.emptyIterator();
        private boolean isLast;

        Ahead(Iterable<T> source) {
            threads.execute(() -> {
                try {
                    read(source);
                } catch (InterruptedException closed) {
                    Thread.currentThread().interrupt();
                }
            });
        }

        private void read(Iterable<T> source) throws InterruptedException {
            try {
                var items = new ArrayList<T>(CHUNK);
                for (var item : source) {
                    items.add(item);
                    if (items.size() == CHUNK) {
                        chunks.put(new Chunk<>(items, null, false));
                        items = new ArrayList<>(CHUNK);
                    }
                }
                chunks.put(new Chunk<>(items, null, true));
            } catch (RuntimeException | Error failure) {
                chunks.put(new Chunk<>(List.of(), failure, true));
            }
        }

        @Override
        public boolean hasNext() {
            while (!items.hasNext() && !isLast) {
                take();
            }
            return items.hasNext();
        }

        private void take() {
            try {
                var chunk = chunks.take();
                isLast = chunk.isLast();
                items = chunk.items().iterator();
                if (chunk.failure() != null) {
                    throw new IllegalStateException("the reading ended early", chunk.failure());
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", stopped);
            }
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return items.next();
        }
    }
}
