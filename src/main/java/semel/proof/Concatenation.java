package semel.proof;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Concatenates iterables, and opens each only when it is reached. A {@code flatMap} would hold all items of one in memory. */
record Concatenation<T>(List<? extends Iterable<T>> links) implements Iterable<T> {
    @Override
    public Iterator<T> iterator() {
        var left = links.iterator();
        return new Iterator<>() {
            private Iterator<T> link = List.<T>of().iterator();

            @Override
            public boolean hasNext() {
                while (!link.hasNext() && left.hasNext()) {
                    link = left.next().iterator();
                }
                return link.hasNext();
            }

            @Override
            public T next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return link.next();
            }
        };
    }
}
