package semel.view;

import java.util.List;
import java.util.Optional;

/**
 * What stands in the stream behind some position.
 *
 * @param end behind the last of them; where there are no more for now, behind all that can never come any more
 * @param isWhole whether there are no more for now
 */
record Part(List<Applied> orders, Position end, boolean isWhole) {
    /** Nothing is known of what comes behind it. */
    static Part nothing(Position position) {
        return new Part(List.of(), position, false);
    }

    /** What of it is for one who is there already. */
    Part after(Position position, Optional<String> owner) {
        var his = orders.stream()
                .filter(order -> position.isBehind(order.position()))
                .filter(order -> owner.isEmpty() || owner.get().equals(order.owner()))
                .toList();
        return new Part(his, end.orLater(position), isWhole);
    }
}
