package semel.proof;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
import semel.order.Reason;

/**
 * A history in lists, made as a faultless pipeline would make it, for tests to damage: place, {@link #commit}, damage the topics,
 * {@link #apply}, damage the tables. Two partitions a topic; output offsets are 10 apart, so that something fits between.
 */
final class ListHistory implements History {
    static final String ORDERS_IN = "orders-in";
    static final String RECEIPTS_IN = "receipts-in";
    private static final String FORMER = "00000000-0000-0000-0000-00000000f0f0";
    static final List<String> OUTPUTS = List.of("orders", "inventory", "notifications", "orders-dead-letters");
    private static final Currency EUR = Currency.getInstance("EUR");
    private static final OutputRecord.Transaction NOT_YET = new OutputRecord.Transaction("", 0, new TreeMap<>());
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    final List<ClientRequest> requests = new ArrayList<>();
    final List<InputEntry> arrivals = new ArrayList<>();
    final List<InputEntry> suppressed = new ArrayList<>();
    final List<LetterRow> deadLetters = new ArrayList<>();
    final Map<UUID, DecisionRow> decisions = new TreeMap<>();
    final List<OutputRecord> committed = new ArrayList<>();
    final List<OutputRecord> aborted = new ArrayList<>();
    final List<AppliedEvent> applied = new ArrayList<>();
    final List<RepeatedEvent> repeated = new ArrayList<>();
    final List<StockLevel> stock = new ArrayList<>();
    final Map<String, InputPartition> inputs = new TreeMap<>();
    final Map<String, OutputPartition> outputs = new TreeMap<>();

    private final List<OutputRecord.Traced> pending = new ArrayList<>();
    private final Map<String, Long> ends = new HashMap<>();
    private final Map<ProductId, long[]> ledgers = new TreeMap<>();
    private final Map<String, Long> sequences = new HashMap<>();
    private long ids;
    private long transactions;
    private String source;

    /** Orders placed from now on carry a sequence of this source; none if null. */
    ListHistory from(String source) {
        this.source = source;
        return this;
    }

    UUID receive(String product, long quantity) {
        var id = new UUID(1, ++ids);
        var at = arrive(RECEIPTS_IN, 0, id);
        requests.add(new ClientRequest(null, id, "receipt " + id, "body " + id, ClientAnswer.ACK));
        tell("inventory", product, at, moved(id, 0, product, quantity), null);
        return id;
    }

    /** An order, fulfilled, of one piece of the first product, two of the second, at prices of their own. */
    UUID order(String... products) {
        return decide(request(ClientAnswer.ACK), Optional.empty(), products);
    }

    UUID refused(String... products) {
        return decide(request(ClientAnswer.ACK), Optional.of(new Reason("OUT_OF_STOCK")), products);
    }

    /** Something unreadable. */
    Coordinates deadLetter() {
        var at = arrive(ORDERS_IN, 0, null);
        pending.add(new OutputRecord.DeadLetter(at("orders-dead-letters", "x"), at, NOT_YET, null, null));
        deadLetters.add(new LetterRow(at, null, null));
        return at;
    }

    /** An acknowledged order that the policy failed at. */
    InputEntry failedOrder() {
        var id = request(ClientAnswer.ACK).id();
        var at = arrive(ORDERS_IN, 0, id);
        pending.add(new OutputRecord.DeadLetter(at("orders-dead-letters", "x"), at, NOT_YET, id, null));
        deadLetters.add(new LetterRow(at, id, null));
        return new InputEntry(at, id);
    }

    /** The same order once more in the input. */
    Coordinates again(UUID id) {
        var at = arrive(ORDERS_IN, (int) (id.getLeastSignificantBits() & 1), id);
        suppressed.add(new InputEntry(at, id));
        return at;
    }

    /** An acknowledged order that stands in the input, and nowhere else. */
    InputEntry forgotten() {
        var id = request(ClientAnswer.ACK).id();
        return new InputEntry(arrive(ORDERS_IN, 0, id), id);
    }

    ClientRequest request(ClientAnswer answer) {
        var id = new UUID(1, ++ids);
        var sequence =
                source == null ? null : new OutputRecord.Sequence(source, sequences.merge(source, 1L, Long::sum) - 1);
        var request = new ClientRequest(sequence, id, "key " + id, "body " + id, answer);
        requests.add(request);
        return request;
    }

    UUID decide(ClientRequest request, Optional<Reason> refusal, String... products) {
        var id = request.id();
        var at = arrive(ORDERS_IN, (int) (id.getLeastSignificantBits() & 1), id);
        var customer = new CustomerId("c-" + id.getLeastSignificantBits() % 7);
        var lines = IntStream.range(0, products.length)
                .mapToObj(line -> new OrderLine(new ProductId(products[line]), line + 1, new Money(100 + line, EUR)))
                .toList();
        var order = new Order(new OrderId(id), customer, EUR, lines, NOON);
        tell("orders", id.toString(), at, new Event.OrderDecided(order, refusal, NOON), request.sequence());
        for (int line = 0; refusal.isEmpty() && line < products.length; line++) {
            tell("inventory", products[line], at, moved(id, line, products[line], -(line + 1)), null);
        }
        var outcome = refusal.isPresent() ? Outcome.REFUSED : Outcome.FULFILLED;
        var notified = new Event.CustomerNotified(order.id(), customer, outcome, NOON);
        tell("notifications", customer.value(), at, notified, null);
        return id;
    }

    private Event moved(UUID id, int line, String product, long change) {
        var ledger = ledgers.computeIfAbsent(new ProductId(product), key -> new long[2]);
        var event = new EventId(id, EventId.Kind.INVENTORY, line);
        return new Event.StockMoved(event, new ProductId(product), change, ++ledger[0], ledger[1] += change, NOON);
    }

    private Coordinates arrive(String topic, int partition, UUID id) {
        var at = new Coordinates(topic, partition, ends.merge(topic + partition, 1L, Long::sum) - 1);
        arrivals.add(new InputEntry(at, id));
        return at;
    }

    private void tell(String topic, String key, Coordinates at, Event event, OutputRecord.Sequence sequence) {
        decide(at, event);
        pending.add(new OutputRecord.PublishedEvent(at(topic, key), at, NOT_YET, event, sequence));
    }

    /** As the database writes down what is published afterwards. */
    private void decide(Coordinates at, Event event) {
        var id = event.id().subject();
        if (event instanceof Event.OrderDecided order) {
            var reason = order.refusal().map(Reason::code).orElse(null);
            decisions.put(id, new DecisionRow(id, at, order.outcome().name(), reason, "", NOON));
        } else if (event instanceof Event.StockMoved moved) {
            var before = decisions.getOrDefault(id, new DecisionRow(id, at, "RECEIVED", null, "", NOON));
            var movements = (before.movements().isEmpty() ? "" : before.movements() + ",") + moved.number() + ":"
                    + moved.balance();
            decisions.put(id, new DecisionRow(id, at, before.outcome(), before.reason(), movements, NOON));
        }
    }

    @Override
    public Iterable<DecisionRow> decisions() {
        return decisions.values();
    }

    @Override
    public Iterable<OffsetRow> decidedUpTo() {
        return upTo(Stream.of(
                        decisions.values().stream().map(DecisionRow::at),
                        suppressed.stream().map(InputEntry::at),
                        deadLetters.stream().map(LetterRow::at))
                .flatMap(each -> each));
    }

    @Override
    public Iterable<OffsetRow> appliedUpTo() {
        return upTo(Stream.concat(
                applied.stream().map(AppliedEvent::at), repeated.stream().map(RepeatedEvent::at)));
    }

    private static List<OffsetRow> upTo(Stream<Coordinates> all) {
        var next = new TreeMap<String, OffsetRow>();
        all.filter(Objects::nonNull)
                .map(at -> new OffsetRow(
                        at.topic(),
                        at.partition(),
                        at.topic().equals(FORMER) ? ORDERS_IN : at.topic(),
                        at.offset() + 1))
                .forEach(reached -> next.merge(
                        reached.topic() + reached.partition(),
                        reached,
                        (one, other) -> one.next() > other.next() ? one : other));
        return List.copyOf(next.values());
    }

    @Override
    public Iterable<Coordinates> failed() {
        return List.of();
    }

    private Coordinates at(String topic, String key) {
        var partition = key.hashCode() & 1;
        return new Coordinates(topic, partition, 10 * ends.merge(topic + partition, 1L, Long::sum));
    }

    /** All since the last commit or abort, as one transaction. */
    ListHistory commit() {
        end(committed);
        return this;
    }

    /** As {@link #commit}, but it fails, is rewound and succeeds. */
    ListHistory abortAndCommit() {
        var before = List.copyOf(pending);
        end(aborted);
        before.forEach(record -> pending.add(
                moved(record, at(record.at().topic(), "" + record.at().partition()))));
        return commit();
    }

    private void end(List<OutputRecord> into) {
        var counts = new TreeMap<String, Integer>();
        pending.forEach(record -> counts.merge(record.at().topic(), 1, Integer::sum));
        var transaction = new OutputRecord.Transaction("semel-0/run", ++transactions, counts);
        pending.forEach(record -> into.add(stamped(record, transaction)));
        pending.clear();
    }

    private static OutputRecord stamped(OutputRecord.Traced record, OutputRecord.Transaction transaction) {
        return record instanceof OutputRecord.PublishedEvent told
                ? new OutputRecord.PublishedEvent(told.at(), told.source(), transaction, told.event(), told.sequence())
                : new OutputRecord.DeadLetter(
                        record.at(), record.source(), transaction, record.subject(), record.sequence());
    }

    static OutputRecord.Traced moved(OutputRecord.Traced record, Coordinates at) {
        return record instanceof OutputRecord.PublishedEvent told
                ? new OutputRecord.PublishedEvent(at, told.source(), told.transaction(), told.event(), told.sequence())
                : new OutputRecord.DeadLetter(
                        at, record.source(), record.transaction(), record.subject(), record.sequence());
    }

    /** What an idempotent projection makes of the topics. */
    ListHistory apply() {
        var seen = new HashSet<EventId>();
        var onHand = new TreeMap<ProductId, long[]>();
        for (var record : committed) {
            if (record instanceof OutputRecord.PublishedEvent told) {
                if (!seen.add(told.event().id())) {
                    repeated.add(new RepeatedEvent(told.event().id(), told.at()));
                    continue;
                }
                applied.add(new AppliedEvent(told.event().id(), told.at(), told.event()));
                if (told.event() instanceof Event.StockMoved moved) {
                    var level = onHand.computeIfAbsent(moved.product(), key -> new long[2]);
                    level[0] = Math.max(level[0], moved.number());
                    level[1] += moved.change();
                }
            }
        }
        ledgers.forEach((product, decided) -> {
            var level = onHand.getOrDefault(product, new long[2]);
            stock.add(new StockLevel(product.value(), decided[1], decided[0], level[1], level[0]));
        });
        rest();
        return this;
    }

    private void rest() {
        for (var topic : List.of(ORDERS_IN, RECEIPTS_IN)) {
            for (int partition = 0; partition < 2; partition++) {
                var end = ends.getOrDefault(topic + partition, 0L);
                inputs.put(
                        topic + partition,
                        new InputPartition(
                                topic, partition, topic.equals(RECEIPTS_IN), 0, end, end, end, end, end, end, end));
            }
        }
        for (var topic : OUTPUTS) {
            for (int partition = 0; partition < 2; partition++) {
                outputs.put(
                        topic + partition,
                        new OutputPartition(
                                topic,
                                partition,
                                topic.equals("orders-dead-letters"),
                                0,
                                1L << 40,
                                1L << 40,
                                1L << 40));
            }
        }
    }

    /** The committed record of this kind and subject. */
    OutputRecord.PublishedEvent told(EventId.Kind kind, UUID subject) {
        return committed.stream()
                .filter(record -> record instanceof OutputRecord.PublishedEvent told
                        && told.event().id().kind() == kind
                        && told.subject().equals(subject))
                .map(OutputRecord.PublishedEvent.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /** As text: the kind of finding, its invariant, its subject. */
    List<String> findings() {
        return Proof.examine(this).findings().stream()
                .map(finding -> finding.finding() + " " + finding.invariant() + " " + finding.key())
                .toList();
    }

    @Override
    public List<InputPartition> inputs() {
        return List.copyOf(inputs.values());
    }

    @Override
    public List<OutputPartition> outputs() {
        return List.copyOf(outputs.values());
    }

    @Override
    public Iterable<ClientRequest> requests() {
        return requests;
    }

    @Override
    public Iterable<InputEntry> arrivals(InputPartition input) {
        return arrivals.stream()
                .filter(arrival -> arrival.at().topic().equals(input.topic())
                        && arrival.at().partition() == input.partition()
                        && arrival.at().offset() < input.cut())
                .toList();
    }

    @Override
    public Iterable<OutputRecord> committed(OutputPartition output) {
        return committed.stream().filter(in(output)).sorted(BY_OFFSET).toList();
    }

    @Override
    public Iterable<OutputRecord> uncommitted(OutputPartition output) {
        return Stream.concat(committed.stream(), aborted.stream())
                .filter(in(output))
                .sorted(BY_OFFSET)
                .toList();
    }

    private static final Comparator<OutputRecord> BY_OFFSET =
            Comparator.comparing(record -> record.at().offset());

    private static Predicate<OutputRecord> in(OutputPartition output) {
        return record -> record.at().topic().equals(output.topic())
                && record.at().partition() == output.partition()
                && record.at().offset() >= output.first()
                && record.at().offset() < output.lastStable();
    }

    @Override
    public Iterable<InputEntry> underWay(InputPartition input) {
        return arrivals.stream()
                .filter(arrival -> arrival.at().topic().equals(input.topic())
                        && arrival.at().partition() == input.partition()
                        && arrival.at().offset() >= input.cut()
                        && arrival.at().offset() < input.noted())
                .toList();
    }

    @Override
    public Iterable<OutputRecord> heldUp(OutputPartition output) {
        return committed.stream()
                .filter(record -> record.at().topic().equals(output.topic())
                        && record.at().partition() == output.partition()
                        && record.at().offset() >= output.lastStable())
                .toList();
    }

    @Override
    public Iterable<OutputRecord.PublishedEvent> deleted() {
        return committed.stream()
                .filter(record -> record.at().offset()
                        < outputs.get(record.at().topic() + record.at().partition())
                                .first())
                .filter(OutputRecord.PublishedEvent.class::isInstance)
                .map(OutputRecord.PublishedEvent.class::cast)
                .filter(told -> applied.stream()
                        .anyMatch(
                                row -> row.id().equals(told.event().id()) && row.effect() != null && row.at() != null))
                .map(told -> new OutputRecord.PublishedEvent(
                        told.at(), told.source(), OutputRecord.Transaction.UNKNOWN, told.event(), null))
                .toList();
    }

    /** The orders' topic is deleted, with what it held, and created again; the tables keep what they know by its id. */
    ListHistory recreate() {
        arrivals.removeIf(arrival -> arrival.at().topic().equals(ORDERS_IN));
        ends.keySet().removeIf(partition -> partition.startsWith(ORDERS_IN));
        decisions.replaceAll((id, row) ->
                new DecisionRow(id, former(row.at()), row.outcome(), row.reason(), row.movements(), row.decidedAt()));
        suppressed.replaceAll(row -> new InputEntry(former(row.at()), row.id()));
        deadLetters.replaceAll(row -> new LetterRow(former(row.at()), row.id(), row.reason()));
        return this;
    }

    private static Coordinates former(Coordinates at) {
        return at.topic().equals(ORDERS_IN) ? at.in(FORMER) : at;
    }

    /** Retention deletes from this partition what stands before the offset. */
    void delete(String topic, int partition, long before) {
        outputs.computeIfPresent(
                topic + partition,
                (key, it) -> new OutputPartition(
                        topic,
                        partition,
                        it.holdsLetters(),
                        before,
                        it.lastStable(),
                        it.highWatermark(),
                        it.applied()));
    }

    /** Retention deletes from the orders' first input partition what stands before the offset. */
    void deleteInput(long before) {
        inputs.computeIfPresent(
                ORDERS_IN + 0,
                (key, it) -> new InputPartition(
                        it.topic(),
                        it.partition(),
                        it.holdsReceipts(),
                        before,
                        it.cut(),
                        it.noted(),
                        it.end(),
                        it.committed(),
                        it.settled(),
                        it.decided(),
                        it.published()));
    }

    /** A transaction of another program stays open from the offset on. */
    void holdUp(String topic, int partition, long from) {
        outputs.computeIfPresent(
                topic + partition,
                (key, it) -> new OutputPartition(
                        topic,
                        partition,
                        it.holdsLetters(),
                        it.first(),
                        from,
                        it.highWatermark(),
                        Math.min(from, it.applied())));
    }

    @Override
    public Iterable<InputEntry> suppressed() {
        return suppressed;
    }

    @Override
    public Iterable<LetterRow> deadLetters() {
        return deadLetters;
    }

    @Override
    public Iterable<AppliedEvent> applied() {
        return applied;
    }

    @Override
    public Iterable<RepeatedEvent> repeated() {
        return repeated;
    }

    @Override
    public Iterable<StockLevel> stock() {
        return stock;
    }
}
