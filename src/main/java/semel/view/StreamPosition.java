package semel.view;

import com.github.f4b6a3.uuid.util.UuidComparator;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;

/**
 * A position in the stream of applied orders: directly after one order. The stream is sorted by the transaction that applied the
 * order, then by order id. PostgreSQL assigns transaction ids at the begin, so this is not the order of commits: read on only if no
 * order can be added before this position (decision 0011).
 *
 * @param transaction PostgreSQL's 64-bit transaction id; its sign bit is never set
 */
record StreamPosition(long transaction, UUID order) implements Comparable<StreamPosition> {
    private static final String LIST = "stream";
    private static final UUID GREATEST = new UUID(-1, -1);

    // As PostgreSQL compares them; UUID.compareTo compares signed numbers.
    private static final Comparator<StreamPosition> IN_THE_STREAM = Comparator.comparingLong(
                    StreamPosition::transaction)
            .thenComparing(StreamPosition::order, UuidComparator.getOpaqueInstance());

    StreamPosition {
        if (transaction < 0) {
            throw new IllegalArgumentException("transaction must not be negative, was " + transaction);
        }
    }

    /** The position after every order of this transaction and those before it. */
    static StreamPosition endOf(long transaction) {
        return new StreamPosition(transaction, GREATEST);
    }

    StreamPosition endOfTransaction() {
        return endOf(transaction);
    }

    /** @return empty unless the text is exactly what {@link #id} writes; {@code Long.parseLong} alone accepts several spellings */
    static Optional<StreamPosition> of(String id) {
        return Cursor.key(LIST, "", id).flatMap(StreamPosition::parse);
    }

    private static Optional<StreamPosition> parse(String key) {
        try {
            var parts = key.split(":", 2);
            return parts.length == 2
                    ? Optional.of(new StreamPosition(Long.parseLong(parts[0]), OrderKey.of(parts[1])))
                            .filter(position -> position.key().equals(key))
                    : Optional.empty();
        } catch (IllegalArgumentException forged) {
            return Optional.empty();
        }
    }

    /** The event id: opaque to clients, valid at every replica. */
    String id() {
        return new Cursor(LIST, "", key()).token();
    }

    private String key() {
        return transaction + ":" + order;
    }

    boolean isBehind(StreamPosition other) {
        return compareTo(other) < 0;
    }

    @Override
    public int compareTo(StreamPosition other) {
        return IN_THE_STREAM.compare(this, other);
    }
}
