package semel.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import semel.codec.EventCodec;
import semel.codec.OrderCodec;
import semel.kafka.Coordinates;
import semel.kafka.TestTopics;
import semel.order.Event;
import semel.order.EventId;
import semel.order.Order;

/** Measures in nanoseconds what is done for each order without a server: {@code ./mvnw -Pbench -Dmain=semel.bench.Micro}. */
final class Micro {
    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final int WARM_UP = 3;
    private static final int ROUNDS = 5;
    private static final int STEP = 100;

    /** Receives every result, so that the compiler cannot remove the call. */
    private static volatile Object sink;

    private Micro() {}

    public static void main(String[] arguments) {
        var orders = Backlog.orders(1, 7);
        var order = orders.get();
        var request = OrderCodec.canonical(order);
        var key = OrderCodec.key(order.id());
        var value = OrderCodec.encode(order);
        var at = new Coordinates("orders-in", 0, 7);
        var event = new Event.OrderDecided(order, Optional.empty(), order.acceptedAt());
        var record = EventCodec.encode(new TestTopics(), event, at);
        measure("read a request body", () -> OrderCodec.fromRequest(request, order.id(), order.acceptedAt()));
        measure("write a record of orders-in", () -> OrderCodec.encode(order));
        measure("read a record of orders-in", () -> OrderCodec.decode(key, value));
        measure("write an event of orders", () -> EventCodec.encode(new TestTopics(), event, at));
        measure("read an event of orders", () -> EventCodec.decode(EventId.Kind.ORDER, record.key(), record.value()));
        measure("derive the ids of an order's events", () -> ids(order));
    }

    private static List<String> ids(Order order) {
        UUID subject = order.id().value();
        return List.of(
                new EventId(subject, EventId.Kind.ORDER, 0).toString(),
                new EventId(subject, EventId.Kind.INVENTORY, 0).toString(),
                new EventId(subject, EventId.Kind.NOTIFICATION, 0).toString());
    }

    private static void measure(String name, Supplier<?> work) {
        IntStream.range(0, WARM_UP).forEach(round -> nanos(work));
        var rounds = IntStream.range(0, ROUNDS)
                .mapToObj(round -> nanos(work))
                .sorted()
                .toList();
        System.out.printf(
                Locale.ROOT,
                "%-40s %8.0f ns (%.0f–%.0f)%n",
                name,
                Summary.median(rounds),
                rounds.get(0),
                rounds.get(ROUNDS - 1));
    }

    /** Nanoseconds of one call. */
    private static double nanos(Supplier<?> work) {
        var begin = System.nanoTime();
        var end = begin + ROUND.toNanos();
        var count = 0L;
        while (System.nanoTime() < end) {
            for (int i = 0; i < STEP; i++) {
                sink = work.get();
            }
            count += STEP;
        }
        return (double) (System.nanoTime() - begin) / count;
    }
}
