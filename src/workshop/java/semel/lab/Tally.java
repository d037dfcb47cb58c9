package semel.lab;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import semel.order.EventId;

/**
 * Counts lost, duplicated, torn and reordered orders and events.
 *
 * @param lost orders without an effect
 * @param duplicated orders with more than one effect
 * @param lostEvents events that are missing
 * @param duplicatedEvents events that a read_committed reader sees more than once
 * @param torn orders of which one part (an event or the effect) exists and another part is missing
 * @param reordered orders whose effect was written before that of an earlier order of the same partition and product
 */
public record Tally(
        long orders, long lost, long duplicated, long lostEvents, long duplicatedEvents, long torn, long reordered) {
    /**
     * @param placed each order once; those of a partition in their order
     * @param events all events that a read_committed reader sees; null if the lane publishes none
     * @param effects all effects in the database
     */
    static Tally of(List<PlacedOrder> placed, List<EventId> events, List<Effect> effects) {
        var published = events == null ? null : counts(events);
        var applied = effects.stream().collect(Collectors.groupingBy(Effect::order, Collectors.counting()));
        long lost = 0;
        long duplicated = 0;
        long lostEvents = 0;
        long duplicatedEvents = 0;
        long torn = 0;
        for (var one : placed) {
            var times = applied.getOrDefault(one.order().id().value(), 0L);
            var counts = new ArrayList<Long>(List.of(times));
            if (published != null) {
                expected(one).forEach(id -> counts.add(published.getOrDefault(id, 0L)));
            }
            lost += times == 0 ? 1 : 0;
            duplicated += times > 1 ? 1 : 0;
            var eventCounts = counts.subList(1, counts.size());
            lostEvents += eventCounts.stream().filter(count -> count == 0).count();
            duplicatedEvents += eventCounts.stream().filter(count -> count > 1).count();
            torn += counts.contains(0L) && counts.stream().anyMatch(count -> count > 0) ? 1 : 0;
        }
        return new Tally(
                placed.size(), lost, duplicated, lostEvents, duplicatedEvents, torn, reordered(placed, effects));
    }

    private static Map<EventId, Long> counts(List<EventId> events) {
        return events.stream().collect(Collectors.groupingBy(id -> id, Collectors.counting()));
    }

    /** All orders of the lab have one line. */
    private static List<EventId> expected(PlacedOrder placed) {
        var id = placed.order().id().value();
        return List.of(
                new EventId(id, EventId.Kind.ORDER, 0),
                new EventId(id, EventId.Kind.INVENTORY, 0),
                new EventId(id, EventId.Kind.NOTIFICATION, 0));
    }

    private record PartitionAndProduct(int partition, String product) {}

    private static long reordered(List<PlacedOrder> placed, List<Effect> effects) {
        var first = effects.stream().collect(Collectors.toMap(Effect::order, Effect::number, Math::min));
        var highest = new HashMap<PartitionAndProduct, Long>();
        long reordered = 0;
        for (var one : placed) {
            var number = first.get(one.order().id().value());
            var key = new PartitionAndProduct(
                    one.at().partition(), one.order().lines().get(0).product().value());
            if (number != null && number < highest.getOrDefault(key, Long.MIN_VALUE)) {
                reordered++;
            } else if (number != null) {
                highest.put(key, number);
            }
        }
        return reordered;
    }

    /** Whether these counts are within what the lane promises. */
    boolean keeps(Lane lane) {
        return lane.effects().allows(lost, duplicated)
                && lane.events().allows(lostEvents, duplicatedEvents)
                && (lane.effects() != Semantics.EXACTLY_ONCE || !lane.publishes() || torn == 0);
    }
}
