package semel.proof;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** One after the other, each read only when it is its turn. The iterator of a {@code flatMap} holds all of one in memory. */
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
