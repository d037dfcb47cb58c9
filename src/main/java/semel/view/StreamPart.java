package semel.view;

import java.util.List;
import java.util.Optional;

/**
 * Holds all orders of the stream between two positions; no order can be added between them later.
 *
 * @param orders in the order of the stream, after {@code from} and up to {@code end}
 * @param isWhole whether the part reaches the end of the stream: when it was read, no order was after {@code end}
 */
record StreamPart(StreamPosition from, List<AppliedOrder> orders, StreamPosition end, boolean isWhole) {
    static StreamPart nothing(StreamPosition position) {
        return new StreamPart(position, List.of(), position, false);
    }

    /**
     * The end of a whole part is the end of its last transaction: no order can be added to a transaction that has ended.
     *
     * @param orders the first orders after {@code from} that are below every open transaction
     * @param limit of the query
     */
    static StreamPart read(StreamPosition from, List<AppliedOrder> orders, int limit) {
        if (orders.isEmpty()) {
            return new StreamPart(from, orders, from, true);
        }
        var last = orders.get(orders.size() - 1).position();
        return orders.size() < limit
                ? new StreamPart(from, orders, last.endOfTransaction(), true)
                : new StreamPart(from, orders, last, false);
    }

    /** Whether the position lies in this part, so that the part holds the next orders after it. */
    boolean leadsOn(StreamPosition position) {
        return !position.isBehind(from) && position.isBehind(end);
    }

    /** @return the orders after the position, of this owner or of all; {@link #nothing} if the position is outside this part */
    StreamPart after(StreamPosition position, Optional<String> owner) {
        if (!leadsOn(position)) {
            return nothing(position);
        }
        var theirs = orders.stream()
                .filter(order -> position.isBehind(order.position()))
                .filter(order -> owner.isEmpty() || owner.get().equals(order.owner()))
                .toList();
        return new StreamPart(position, theirs, end, isWhole);
    }
}
