package semel.bench;

import com.github.f4b6a3.uuid.UuidCreator;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import semel.codec.OrderCodec;
import semel.order.CustomerId;
import semel.order.Money;
import semel.order.Order;
import semel.order.OrderId;
import semel.order.OrderLine;
import semel.order.ProductId;

/** Writes orders to the input topic. The same seed gives the same orders, except for their times. */
final class Backlog {
    private static final Currency EUR = Currency.getInstance("EUR");

    private Backlog() {}

    /** Returns when the broker has acknowledged every order. */
    static void write(RunSite site, int orders, int lines, long seed) {
        write(site, orders, orders(lines, seed));
    }

    /** As {@link #write}, but with the ids that intake gives: only these are pruned. */
    static void writeHistory(RunSite site, int orders) {
        var source = orders(1, 0);
        write(site, orders, () -> {
            var order = source.get();
            return new Order(
                    new OrderId(UuidCreator.getTimeOrderedEpoch()),
                    order.customer(),
                    order.currency(),
                    order.lines(),
                    order.acceptedAt());
        });
    }

    private static void write(RunSite site, int orders, Supplier<Order> source) {
        var failure = new AtomicReference<Exception>();
        var settings = Map.<String, Object>of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, site.bootstrapServers(), ProducerConfig.LINGER_MS_CONFIG, 5);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int number = 0; number < orders; number++) {
                var order = source.get();
                var record = new ProducerRecord<>(
                        site.topics().ordersIn(), OrderCodec.key(order.id()), OrderCodec.encode(order));
                producer.send(record, (at, failed) -> failure.compareAndSet(null, failed));
            }
        }
        if (failure.get() != null) {
            throw new IllegalStateException("the backlog was not written", failure.get());
        }
    }

    /** An endless iterator. */
    static Supplier<Order> orders(int lines, long seed) {
        var random = new Random(seed);
        return () -> order(random, lines);
    }

    private static Order order(Random random, int lines) {
        var first = random.nextInt(RunSite.PRODUCTS);
        return new Order(
                new OrderId(new UUID(random.nextLong(), random.nextLong())),
                new CustomerId("c-" + random.nextInt(1_000)),
                EUR,
                IntStream.range(0, lines)
                        .mapToObj(line -> new OrderLine(
                                new ProductId("p-" + (first + line) % RunSite.PRODUCTS),
                                1 + random.nextInt(3),
                                new Money(100, EUR)))
                        .toList(),
                Instant.now().truncatedTo(ChronoUnit.MICROS));
    }
}
