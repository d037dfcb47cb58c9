package semel.view;

import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;

/**
 * How far one is in the stream of applied orders: behind an order, in the order of the transactions that applied them, and of the ids
 * within one. A transaction's id is given when it begins, so this is not the order of commits; whoever goes on from here needs
 * to know that nothing can come before (decision 0011).
 *
 * @param transaction PostgreSQL's, of 64 bits, the highest of which it will never need
 */
record StreamPosition(long transaction, UUID order) implements Comparable<StreamPosition> {
    private static final String LIST = "stream";
    private static final UUID GREATEST = new UUID(-1, -1);

    // As PostgreSQL compares them, which Java does not.
    private static final Comparator<UUID> BY_BYTES = Comparator.comparing(
                    UUID::getMostSignificantBits, Long::compareUnsigned)
            .thenComparing(UUID::getLeastSignificantBits, Long::compareUnsigned);

    private static final Comparator<StreamPosition> IN_THE_STREAM =
            Comparator.comparingLong(StreamPosition::transaction).thenComparing(StreamPosition::order, BY_BYTES);

    StreamPosition {
        if (transaction < 0) {
            throw new IllegalArgumentException("transaction must not be negative, was " + transaction);
        }
    }

    /** Behind every order that this transaction and those before it applied. */
    static StreamPosition endOf(long transaction) {
        return new StreamPosition(transaction, GREATEST);
    }

    StreamPosition endOfTransaction() {
        return endOf(transaction);
    }

    /** @return empty where the text can be no event's id: each has one spelling, which {@code Long.parseLong} does not mind */
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

    /** As an event's id: opaque, and good at any replica. */
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
