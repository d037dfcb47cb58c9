package semel.lab;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import semel.order.Order;

/**
 * Holds the latency and throughput of a lane in the second half of an experiment. In the first half its JVMs have just started.
 *
 * @param p50 time from acceptance to the first effect, over the orders accepted last; null if none of them has an effect
 * @param p99 as p50
 * @param perSecond orders applied a second, over the effects written last
 */
public record Pace(Duration p50, Duration p99, double perSecond) {
    static Pace of(List<PlacedOrder> placed, List<Effect> effects) {
        var first = effects.stream()
                .collect(Collectors.<Effect, UUID, Instant>toMap(
                        Effect::order, Effect::at, (one, other) -> one.isBefore(other) ? one : other));
        var latencies = placed.stream()
                .map(PlacedOrder::order)
                .sorted(Comparator.comparing(Order::acceptedAt))
                .skip(placed.size() / 2)
                .filter(order -> first.containsKey(order.id().value()))
                .map(order -> Duration.between(
                        order.acceptedAt(), first.get(order.id().value())))
                .sorted()
                .toList();
        return new Pace(
                quantile(latencies, 0.5),
                quantile(latencies, 0.99),
                perSecond(
                        first.values().stream().sorted().skip(first.size() / 2).toList()));
    }

    private static Duration quantile(List<Duration> sorted, double share) {
        return sorted.isEmpty() ? null : sorted.get((int) (share * (sorted.size() - 1)));
    }

    private static double perSecond(List<Instant> sorted) {
        if (sorted.size() < 2) {
            return 0;
        }
        var took = Duration.between(sorted.get(0), sorted.get(sorted.size() - 1));
        return sorted.size() / (Math.max(1, took.toMillis()) / 1e3);
    }
}
