package semel.lab;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import semel.codec.OrderCodec;
import semel.kafka.Coordinates;
import semel.order.CustomerId;
import semel.order.Money;
import semel.order.Order;
import semel.order.OrderId;
import semel.order.OrderLine;
import semel.order.ProductId;

/** Writes orders of one line each to the input at a steady rate. The same seed gives the same orders, except for their times. */
final class OrderWriter {
    /** Number of products. */
    static final int PRODUCTS = 10;

    private static final Currency EUR = Currency.getInstance("EUR");

    private final Experiment experiment;
    private final String bootstrapServers;
    private final String topic;
    private volatile int written;

    OrderWriter(Experiment experiment, String bootstrapServers, String topic) {
        this.experiment = experiment;
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
    }

    static String product(int number) {
        return "p-" + number;
    }

    /** Number of orders sent so far; some may not be acknowledged yet. */
    int written() {
        return written;
    }

    /** Writes all orders, and waits without a limit until the broker has acknowledged them. @return them by partition and offset */
    List<PlacedOrder> write() {
        var random = new Random(experiment.seed());
        var settings = Map.<String, Object>of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers, ProducerConfig.LINGER_MS_CONFIG, 5);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            var orders = new ArrayList<Order>();
            var sent = new ArrayList<Future<RecordMetadata>>();
            var start = System.nanoTime();
            for (int number = 0; number < experiment.orders(); number++) {
                awaitTurn(start, number);
                var order = order(random);
                orders.add(order);
                sent.add(producer.send(
                        new ProducerRecord<>(topic, OrderCodec.key(order.id()), OrderCodec.encode(order))));
                written = number + 1;
            }
            return placed(orders, sent);
        }
    }

    private void awaitTurn(long start, int number) {
        if (!experiment.isBurst()) {
            var turn = start + number * 1_000_000_000L / experiment.perSecond();
            while (System.nanoTime() < turn) {
                LockSupport.parkNanos(turn - System.nanoTime());
            }
        }
    }

    private static Order order(Random random) {
        var line = new OrderLine(
                new ProductId(product(random.nextInt(PRODUCTS))), 1 + random.nextInt(3), new Money(100, EUR));
        return new Order(
                new OrderId(new UUID(random.nextLong(), random.nextLong())),
                new CustomerId("c-" + random.nextInt(100)),
                EUR,
                List.of(line),
                Instant.now().truncatedTo(ChronoUnit.MICROS));
    }

    private static List<PlacedOrder> placed(List<Order> orders, List<Future<RecordMetadata>> sent) {
        var placed = new ArrayList<PlacedOrder>();
        for (int i = 0; i < orders.size(); i++) {
            try {
                var at = sent.get(i).get();
                placed.add(new PlacedOrder(orders.get(i), new Coordinates(at.topic(), at.partition(), at.offset())));
            } catch (ExecutionException failed) {
                throw new IllegalStateException("an order was not written", failed);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(stopped);
            }
        }
        placed.sort(Comparator.<PlacedOrder>comparingInt(one -> one.at().partition())
                .thenComparingLong(one -> one.at().offset()));
        return placed;
    }
}
