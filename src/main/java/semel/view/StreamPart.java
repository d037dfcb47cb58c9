package semel.view;

import java.util.List;
import java.util.Optional;

/**
 * What the stream holds from one position to another: all of it, and for good. It says nothing of what is before or behind.
 *
 * @param orders in the order of the stream, each behind {@code from} and none behind {@code end}
 * @param isWhole whether there was nothing behind it
 */
record StreamPart(StreamPosition from, List<AppliedOrder> orders, StreamPosition end, boolean isWhole) {
    static StreamPart nothing(StreamPosition position) {
        return new StreamPart(position, List.of(), position, false);
    }

    /**
     * A whole part ends with its last transaction: none can be added to one that has ended.
     *
     * @param orders the first that are behind the position and below every open transaction
     * @param most as many were asked for
     */
    static StreamPart read(StreamPosition from, List<AppliedOrder> orders, int most) {
        if (orders.isEmpty()) {
            return new StreamPart(from, orders, from, true);
        }
        var last = orders.get(orders.size() - 1).position();
        return orders.size() < most
                ? new StreamPart(from, orders, last.endOfTransaction(), true)
                : new StreamPart(from, orders, last, false);
    }

    /** Whether the position is in it, so that it holds all that comes next from there. */
    boolean leadsOn(StreamPosition position) {
        return !position.isBehind(from) && position.isBehind(end);
    }

    /** @return what of it is behind the position and of the owner, or of anybody; nothing where it does not lead on from there */
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
