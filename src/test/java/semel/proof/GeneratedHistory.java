package semel.proof;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import semel.kafka.Coordinates;
import semel.order.CustomerId;
import semel.order.Event;
import semel.order.EventId;
import semel.order.Money;
import semel.order.Order;
import semel.order.OrderId;
import semel.order.OrderLine;
import semel.order.Outcome;
import semel.order.ProductId;

/**
 * Generates a history of any length while it is read, and holds none of it in memory. Orders have two lines, transactions 50 orders, topics
 * four partitions; there are 1,000 products, and every second order has a sequence. Five faults may be planted. Each offset is a slot,
 * which may be empty.
 */
final class GeneratedHistory implements History {
    private static final int PARTITIONS = 4;
    private static final int PRODUCTS = 1_000;
    private static final int BATCH = 50;
    private static final Currency EUR = Currency.getInstance("EUR");
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final long orders;
    private final long seed;
    private final long lost;
    private final long duplicated;
    private final long swapped;
    private final long torn;
    private final long phantom;
    private final OrderLine[] lines = IntStream.range(0, PRODUCTS)
            .mapToObj(n -> new OrderLine(new ProductId("p-" + n), 1, new Money(100, EUR)))
            .toArray(OrderLine[]::new);
    private final CustomerId[] customers =
            IntStream.range(0, PRODUCTS).mapToObj(n -> new CustomerId("c-" + n)).toArray(CustomerId[]::new);
    private final SortedMap<String, Integer> whole = counts(BATCH);
    private final SortedMap<String, Integer> shorter = counts(BATCH - 1);
    private final List<StockLevel> stock = new ArrayList<>();

    /** @param orders number of orders, at least 1,000 and a multiple of 100; each has 10 records and rows */
    GeneratedHistory(long orders, long seed, boolean planted) {
        this.orders = orders;
        this.seed = seed;
        var random = new Random(seed);
        var places = LongStream.generate(() -> (long) (random.nextDouble() * (orders / 100 - 1)))
                .distinct()
                .limit(5)
                .map(hundred -> planted ? hundred * 100 + random.nextInt(90) : -1_000_000)
                .toArray();
        lost = places[0];
        duplicated = places[1];
        swapped = places[2];
        torn = places[3];
        phantom = places[4];
        count();
    }

    /** The planted findings as text: kind of finding, invariant, key. */
    List<String> planted() {
        return List.of(
                "Lost I1 " + (lost % 2 == 0 ? "load-0#" + lost / 2 : id(lost)),
                "Untraced I6 " + source(lost),
                "Duplicated I4 " + new EventId(id(duplicated), EventId.Kind.INVENTORY, 1),
                "OutOfOrder I7 " + new EventId(id(swapped), EventId.Kind.NOTIFICATION, 0),
                "TornTransaction I5 " + transaction(torn),
                "Lost I5 " + new EventId(id(torn), EventId.Kind.NOTIFICATION, 0),
                "Phantom I5 " + new EventId(id(-1), EventId.Kind.NOTIFICATION, 0));
    }

    private void count() {
        var numbers = new long[PRODUCTS];
        for (long order = 0; order < orders; order++) {
            if (order != lost) {
                numbers[product(order, 0)]++;
                numbers[product(order, 1)]++;
            }
        }
        for (int product = 0; product < PRODUCTS; product++) {
            var number = numbers[product] + 1;
            var left = orders - numbers[product];
            stock.add(new StockLevel(lines[product].product().value(), left, number, left, number));
        }
    }

    private UUID id(long order) {
        var high = ContentHash.mix(seed, order);
        return new UUID(high, ContentHash.mix(high, order));
    }

    private int product(long order, int line) {
        var group = (int) (ContentHash.mix(order, line) >>> 1) & Integer.MAX_VALUE;
        return group % (PRODUCTS / PARTITIONS) * PARTITIONS + (int) ((order + line) % PARTITIONS);
    }

    private Coordinates source(long order) {
        return new Coordinates("orders-in", (int) (order % PARTITIONS), order / PARTITIONS);
    }

    private OutputRecord.Transaction transaction(long order) {
        var number = order / BATCH;
        return new OutputRecord.Transaction("semel-0/run", number, number == lost / BATCH ? shorter : whole);
    }

    private static SortedMap<String, Integer> counts(int orders) {
        var counts = new TreeMap<String, Integer>();
        counts.put("orders", orders);
        counts.put("inventory", 2 * orders);
        counts.put("notifications", orders);
        return counts;
    }

    private static OutputRecord.Transaction ownTransaction(String topic, long number) {
        var counts = new TreeMap<String, Integer>();
        counts.put(topic, 1);
        return new OutputRecord.Transaction("semel-1/run", number, counts);
    }

    private Event decided(long order) {
        var wanted = List.of(lines[product(order, 0)], lines[product(order, 1)]);
        var placed = new Order(new OrderId(id(order)), customer(order), EUR, wanted, NOON);
        return new Event.OrderDecided(placed, Optional.empty(), NOON);
    }

    private CustomerId customer(long order) {
        return customers[Math.floorMod(order, PRODUCTS)];
    }

    private Event notified(long order) {
        return new Event.CustomerNotified(new OrderId(id(order)), customer(order), Outcome.FULFILLED, NOON);
    }

    /** @param numbers number of movements of each product so far; one is added */
    private Event.StockMoved moved(long order, int line, long[] numbers) {
        var product = product(order, line);
        var number = ++numbers[product];
        var id = new EventId(id(order), EventId.Kind.INVENTORY, line);
        return new Event.StockMoved(id, lines[product].product(), -1, number + 1, orders - number, NOON);
    }

    private Event.StockMoved received(int product) {
        var id = new EventId(new UUID(0, product), EventId.Kind.INVENTORY, 0);
        return new Event.StockMoved(id, lines[product].product(), orders, 1, orders, NOON);
    }

    private static Coordinates moveAt(long order, int line, int copy) {
        return new Coordinates(
                "inventory", (int) ((order + line) % PARTITIONS), PRODUCTS + order * 4 + line * 2 + copy);
    }

    private static Coordinates receivedAt(int product) {
        return new Coordinates("inventory", product % PARTITIONS, product);
    }

    /** The two swapped notifications are in one partition. */
    private Coordinates notifiedAt(long order) {
        var place = order == swapped ? order + PARTITIONS : order == swapped + PARTITIONS ? swapped : order;
        return new Coordinates("notifications", (int) ((place + 1) % PARTITIONS), place / PARTITIONS * 2);
    }

    private Coordinates phantomAt() {
        return new Coordinates("notifications", (int) (phantom % PARTITIONS), phantom / PARTITIONS * 2 + 1);
    }

    @Override
    public List<InputPartition> inputs() {
        var inputs = new ArrayList<InputPartition>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            var end = (orders - partition + PARTITIONS - 1) / PARTITIONS;
            inputs.add(new InputPartition("orders-in", partition, false, 0, end, end, end, end, end, end, end));
        }
        inputs.add(new InputPartition(
                "receipts-in", 0, true, 0, PRODUCTS, PRODUCTS, PRODUCTS, PRODUCTS, PRODUCTS, PRODUCTS, PRODUCTS));
        return inputs;
    }

    @Override
    public List<OutputPartition> outputs() {
        return List.of("orders", "inventory", "notifications").stream()
                .flatMap(topic -> IntStream.range(0, PARTITIONS)
                        .mapToObj(n -> new OutputPartition(
                                topic, n, topic.equals("orders-dead-letters"), 0, 8 * orders, 8 * orders, 8 * orders)))
                .toList();
    }

    @Override
    public Iterable<ClientRequest> requests() {
        return () -> new Slots<>(orders + PRODUCTS, slot -> {
            if (slot >= orders) {
                return new ClientRequest(null, new UUID(0, slot - orders), null, "", ClientAnswer.ACK);
            }
            var sequence = slot % 2 == 0 ? new OutputRecord.Sequence("load-0", slot / 2) : null;
            return new ClientRequest(sequence, id(slot), null, "", ClientAnswer.ACK);
        });
    }

    @Override
    public Iterable<InputEntry> arrivals(InputPartition input) {
        if (input.holdsReceipts()) {
            return () -> new Slots<>(
                    PRODUCTS, slot -> new InputEntry(new Coordinates("receipts-in", 0, slot), new UUID(0, slot)));
        }
        return () -> new Slots<>(input.end(), slot -> {
            var order = slot * PARTITIONS + input.partition();
            return new InputEntry(source(order), id(order));
        });
    }

    @Override
    public Iterable<OutputRecord> committed(OutputPartition output) {
        var partition = output.partition();
        return switch (output.topic()) {
            case "orders" -> () -> new Slots<>(orders / PARTITIONS, slot -> order(slot * PARTITIONS + partition));
            case "inventory" ->
                () -> {
                    var numbers = new long[PRODUCTS];
                    return new Slots<>(PRODUCTS + orders * 4, slot -> movement(partition, slot, numbers));
                };
            default -> () -> new Slots<>(orders / PARTITIONS * 2, slot -> notification(partition, slot));
        };
    }

    private OutputRecord order(long order) {
        var at = new Coordinates("orders", (int) (order % PARTITIONS), order / PARTITIONS);
        var sequence = order % 2 == 0 ? new OutputRecord.Sequence("load-0", order / 2) : null;
        return order == lost
                ? null
                : new OutputRecord.PublishedEvent(at, source(order), transaction(order), decided(order), sequence);
    }

    private OutputRecord movement(int partition, long slot, long[] numbers) {
        if (slot < PRODUCTS) {
            var product = (int) slot;
            return product % PARTITIONS != partition
                    ? null
                    : new OutputRecord.PublishedEvent(
                            receivedAt(product),
                            new Coordinates("receipts-in", 0, product),
                            ownTransaction("inventory", product),
                            received(product),
                            null);
        }
        var order = (slot - PRODUCTS) / 4;
        var line = (int) ((slot - PRODUCTS) / 2 % 2);
        var copy = (int) (slot & 1);
        if ((order + line) % PARTITIONS != partition || order == lost) {
            return null;
        }
        if (copy == 1) {
            if (order != duplicated || line != 1) {
                return null;
            }
            numbers[product(order, line)]--;
        }
        return new OutputRecord.PublishedEvent(
                moveAt(order, line, copy),
                source(order),
                copy == 1 ? ownTransaction("inventory", -1) : transaction(order),
                moved(order, line, numbers),
                null);
    }

    private OutputRecord notification(int partition, long slot) {
        var order = slot / 2 * PARTITIONS + (partition + PARTITIONS - 1) % PARTITIONS;
        if (slot % 2 == 1) {
            return partition != phantom % PARTITIONS || slot / 2 != phantom / PARTITIONS
                    ? null
                    : new OutputRecord.PublishedEvent(
                            phantomAt(), source(phantom), ownTransaction("notifications", -2), notified(-1), null);
        }
        var notifiedOrder = order == swapped ? order + PARTITIONS : order == swapped + PARTITIONS ? swapped : order;
        return notifiedOrder == lost || notifiedOrder == torn
                ? null
                : new OutputRecord.PublishedEvent(
                        notifiedAt(notifiedOrder),
                        source(notifiedOrder),
                        transaction(notifiedOrder),
                        notified(notifiedOrder),
                        null);
    }

    @Override
    public Iterable<InputEntry> suppressed() {
        return List.of();
    }

    @Override
    public Iterable<LetterRow> deadLetters() {
        return List.of();
    }

    @Override
    public Iterable<DecisionRow> decisions() {
        return () -> {
            var numbers = new long[PRODUCTS];
            return new Slots<>(PRODUCTS + orders, slot -> decision(slot, numbers));
        };
    }

    private DecisionRow decision(long slot, long[] numbers) {
        if (slot < PRODUCTS) {
            var receipt = received((int) slot);
            return new DecisionRow(
                    receipt.id().subject(),
                    new Coordinates("receipts-in", 0, slot),
                    "RECEIVED",
                    null,
                    receipt.number() + ":" + receipt.balance(),
                    receipt.at());
        }
        var order = slot - PRODUCTS;
        if (order == lost) {
            return null;
        }
        var one = moved(order, 0, numbers);
        var other = moved(order, 1, numbers);
        return new DecisionRow(
                id(order),
                source(order),
                "FULFILLED",
                null,
                one.number() + ":" + one.balance() + "," + other.number() + ":" + other.balance(),
                one.at());
    }

    @Override
    public Iterable<OffsetRow> decidedUpTo() {
        return inputs().stream()
                .map(input -> new OffsetRow(input.topic(), input.partition(), input.topic(), input.end()))
                .toList();
    }

    @Override
    public Iterable<OffsetRow> appliedUpTo() {
        return outputs().stream()
                .map(output ->
                        new OffsetRow(output.topic(), output.partition(), output.topic(), output.highWatermark()))
                .toList();
    }

    @Override
    public Iterable<Coordinates> failed() {
        return List.of();
    }

    @Override
    public Iterable<AppliedEvent> applied() {
        return () -> {
            var numbers = new long[PRODUCTS];
            return new Slots<>(PRODUCTS + orders * 4 + 1, slot -> applied(slot, numbers));
        };
    }

    private AppliedEvent applied(long slot, long[] numbers) {
        if (slot < PRODUCTS) {
            return applied(received((int) slot), receivedAt((int) slot));
        }
        var order = (slot - PRODUCTS) / 4;
        var part = (int) ((slot - PRODUCTS) % 4);
        if (order == orders) {
            return phantom < 0 ? null : applied(notified(-1), phantomAt());
        }
        if (order == lost) {
            return null;
        }
        return switch (part) {
            case 0 ->
                applied(decided(order), new Coordinates("orders", (int) (order % PARTITIONS), order / PARTITIONS));
            case 1, 2 -> applied(moved(order, part - 1, numbers), moveAt(order, part - 1, 0));
            default -> order == torn ? null : applied(notified(order), notifiedAt(order));
        };
    }

    private static AppliedEvent applied(Event event, Coordinates at) {
        return new AppliedEvent(event.id(), at, event);
    }

    @Override
    public Iterable<RepeatedEvent> repeated() {
        return duplicated < 0
                ? List.of()
                : List.of(new RepeatedEvent(
                        new EventId(id(duplicated), EventId.Kind.INVENTORY, 1), moveAt(duplicated, 1, 1)));
    }

    @Override
    public Iterable<StockLevel> stock() {
        return stock;
    }

    /** Iterates over the contents of the slots in order, and skips empty ones, whose content is null. */
    private static final class Slots<T> implements Iterator<T> {
        private final long end;
        private final LongFunction<T> content;
        private long slot;
        private T next;

        private Slots(long end, LongFunction<T> content) {
            this.end = end;
            this.content = content;
            advance();
        }

        private void advance() {
            next = null;
            while (next == null && slot < end) {
                next = content.apply(slot++);
            }
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public T next() {
            if (next == null) {
                throw new NoSuchElementException();
            }
            var found = next;
            advance();
            return found;
        }
    }
}
