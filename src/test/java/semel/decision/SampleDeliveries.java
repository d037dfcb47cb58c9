package semel.decision;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.UUID;
import semel.codec.OrderCodec;
import semel.codec.ReceiptCodec;
import semel.kafka.Coordinates;
import semel.order.CustomerId;
import semel.order.Money;
import semel.order.Order;
import semel.order.OrderId;
import semel.order.OrderLine;
import semel.order.ProductId;
import semel.order.Receipt;
import semel.order.ReceiptId;

/** Makes orders, receipts and deliveries for tests. */
final class SampleDeliveries {
    static final Instant NOON = Instant.parse("2026-01-01T12:00:00.000001Z");
    static final Currency EUR = Currency.getInstance("EUR");

    private SampleDeliveries() {}

    /** The price depends on the quantity. */
    static OrderLine line(String product, int quantity) {
        return line(product, quantity, 1250 + quantity);
    }

    static OrderLine line(String product, int quantity, long unitPrice) {
        return new OrderLine(new ProductId(product), quantity, new Money(unitPrice, EUR));
    }

    /** A realistic order: several lines with different quantities and prices, and one product in two lines. */
    static Order orderOfManyLines() {
        return order(line("pen", 1, 300), line("ink", 5, 20), line("pen", 3, 250), line("pad", 7, 999));
    }

    static Order order(OrderLine... lines) {
        return order(UUID.randomUUID(), lines);
    }

    static Order order(UUID id, OrderLine... lines) {
        return new Order(new OrderId(id), customerOf(id), EUR, List.of(lines), NOON);
    }

    /** One of 100 customers, always the same for an order. */
    private static CustomerId customerOf(UUID order) {
        return new CustomerId("c-" + Math.floorMod(order.hashCode(), 100));
    }

    static Receipt receipt(String product, int quantity) {
        return new Receipt(new ReceiptId(UUID.randomUUID()), new ProductId(product), quantity, NOON);
    }

    static Coordinates at(long offset) {
        return new Coordinates("orders-in", 0, offset);
    }

    static Delivery delivery(long offset, Order order) {
        return new Delivery(
                at(offset), new Content.OrderPlaced(order), OrderCodec.key(order.id()), OrderCodec.encode(order));
    }

    static Delivery delivery(long offset, Receipt receipt) {
        return new Delivery(
                new Coordinates("receipts-in", 0, offset),
                new Content.ReceiptArrived(receipt),
                ReceiptCodec.key(receipt.product()),
                ReceiptCodec.encode(receipt));
    }

    /** The delivery as a copy of the dead record at these coordinates. */
    static Delivery copyOf(Coordinates dead, Delivery delivery) {
        return new Delivery(delivery.at(), delivery.content(), delivery.key(), delivery.value(), dead, List.of());
    }

    static Delivery unreadable(long offset) {
        var bytes = "nonsense".getBytes(StandardCharsets.UTF_8);
        return new Delivery(at(offset), new Content.Undecidable("malformed JSON"), bytes, bytes);
    }

    static List<UUID> ids(Delivery... deliveries) {
        return Arrays.stream(deliveries)
                .map(delivery -> ((Content.Decidable) delivery.content()).id())
                .toList();
    }
}
