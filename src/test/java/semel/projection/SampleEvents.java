package semel.projection;

import java.time.Duration;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import semel.codec.EventCodec;
import semel.kafka.Coordinates;
import semel.kafka.TopicsConfig;
import semel.order.CustomerId;
import semel.order.Event;
import semel.order.EventId;
import semel.order.Money;
import semel.order.Order;
import semel.order.OrderId;
import semel.order.OrderLine;
import semel.order.Outcome;
import semel.order.ProductId;
import semel.order.Reason;

/** Creates events as the decision does, for one customer, with one line of one piece. */
public final class SampleEvents {
    static final Instant DECIDED = Instant.parse("2026-01-02T03:04:05.123456Z");
    /** Topics without a prefix. */
    static final TopicsConfig TOPICS = new Unprefixed(Optional.empty(), 4, (short) 1, 1, Duration.ofDays(1));

    static final CustomerId CUSTOMER = new CustomerId("c-1");
    private static final Currency EUR = Currency.getInstance("EUR");

    private SampleEvents() {}

    private record Unprefixed(
            Optional<String> prefix, int partitions, short replication, int minInsync, Duration retention)
            implements TopicsConfig {}

    public static Event.OrderDecided fulfilled(UUID order, String product) {
        return new Event.OrderDecided(order(order, product), Optional.empty(), DECIDED);
    }

    public static Event.OrderDecided refused(UUID order, String product) {
        return new Event.OrderDecided(order(order, product), Optional.of(Reason.OUT_OF_STOCK), DECIDED);
    }

    private static Order order(UUID order, String product) {
        var line = new OrderLine(new ProductId(product), 1, new Money(250, EUR));
        return new Order(new OrderId(order), CUSTOMER, EUR, List.of(line), DECIDED.minusSeconds(1));
    }

    public static Event.StockMoved moved(UUID subject, String product, long change, long number, long balance) {
        return moved(subject, 0, product, change, number, balance);
    }

    public static Event.StockMoved moved(
            UUID subject, int line, String product, long change, long number, long balance) {
        var id = new EventId(subject, EventId.Kind.INVENTORY, line);
        return new Event.StockMoved(id, new ProductId(product), change, number, balance, DECIDED);
    }

    public static Event.CustomerNotified notified(UUID order, Outcome outcome) {
        return new Event.CustomerNotified(new OrderId(order), CUSTOMER, outcome, DECIDED);
    }

    /** The record of the event as a consumer receives it. */
    public static ConsumerRecord<byte[], byte[]> at(TopicsConfig topics, int partition, long offset, Event event) {
        var record = EventCodec.encode(topics, event, new Coordinates("orders-in", 0, 0));
        return new ConsumerRecord<>(record.topic(), partition, offset, record.key(), record.value());
    }
}
