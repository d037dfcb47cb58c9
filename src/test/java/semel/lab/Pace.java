package semel.lab;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * How fast a lane was.
 *
 * @param p50 from an order's acceptance to its first effect, as {@code p99}; null where no order has one
 * @param perSecond orders applied a second, from the first effect to the last
 */
public record Pace(Duration p50, Duration p99, double perSecond) {
    static Pace of(List<Placed> placed, List<Effect> effects) {
        var first = effects.stream()
                .collect(Collectors.<Effect, UUID, Instant>toMap(
                        Effect::order, Effect::at, (one, other) -> one.isBefore(other) ? one : other));
        var latencies = placed.stream()
                .map(Placed::order)
                .filter(order -> first.containsKey(order.id().value()))
                .map(order -> Duration.between(
                        order.acceptedAt(), first.get(order.id().value())))
                .sorted()
                .toList();
        return new Pace(
                quantile(latencies, 0.5),
                quantile(latencies, 0.99),
                perSecond(first.values().stream().sorted().toList()));
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
