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
import java.util.Set;
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
 * Holds in lists the history that a pipeline without faults would write, so that tests can damage it: place orders, {@link #commit},
 * damage the topics, {@link #apply}, damage the tables. Each topic has two partitions. The offsets of outputs are 10 apart, so that a
 * test can insert a record.
 */
final class ListHistory implements History {
    static final String ORDERS_IN = "orders-in";
    static final String RECEIPTS_IN = "receipts-in";
    /** Begins the id of a deleted topic; its name follows. */
    private static final String FORMER = "former ";

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
    /** Events of former topics. */
    private final List<OutputRecord.PublishedEvent> gone = new ArrayList<>();

    private final Set<EventId> seen = new HashSet<>();
    private final Map<ProductId, long[]> onHand = new TreeMap<>();

    private final List<OutputRecord.Traced> pending = new ArrayList<>();
    private final Map<String, Long> ends = new HashMap<>();
    private final Map<ProductId, long[]> ledgers = new TreeMap<>();
    private final Map<String, Long> sequences = new HashMap<>();
    private long ids;
    private long transactions;
    private String source;

    /** Later requests have a sequence of this source, or none if it is null. */
    ListHistory withSequencesOf(String source) {
        this.source = source;
        return this;
    }

    UUID receive(String product, long quantity) {
        var id = new UUID(1, ++ids);
        var at = arrive(RECEIPTS_IN, 0, id);
        requests.add(new ClientRequest(null, id, "receipt " + id, "body " + id, ClientAnswer.ACK));
        publish("inventory", product, at, moved(id, 0, product, quantity), null);
        return id;
    }

    /** Places an order that is fulfilled: one piece of the first product, two of the second, each at another price. */
    UUID order(String... products) {
        return decide(request(ClientAnswer.ACK), Optional.empty(), products);
    }

    /** Places an order that is refused. */
    UUID refused(String... products) {
        return decide(request(ClientAnswer.ACK), Optional.of(new Reason("OUT_OF_STOCK")), products);
    }

    /** Writes an unreadable record to the input, and its dead letter. */
    Coordinates deadLetter() {
        var at = arrive(ORDERS_IN, 0, null);
        pending.add(new OutputRecord.DeadLetter(nextOutput("orders-dead-letters", "x"), at, NOT_YET, null, null));
        deadLetters.add(new LetterRow(at, null, null));
        return at;
    }

    /** Writes an order to the input for which the policy throws, and its dead letter. */
    InputEntry failedOrder() {
        var id = request(ClientAnswer.ACK).id();
        var at = arrive(ORDERS_IN, 0, id);
        pending.add(new OutputRecord.DeadLetter(nextOutput("orders-dead-letters", "x"), at, NOT_YET, id, null));
        deadLetters.add(new LetterRow(at, id, null));
        return new InputEntry(at, id);
    }

    /** Writes a duplicate of the order to the input, which is suppressed. */
    Coordinates duplicate(UUID id) {
        var at = arrive(ORDERS_IN, (int) (id.getLeastSignificantBits() & 1), id);
        suppressed.add(new InputEntry(at, id));
        return at;
    }

    /** Writes an acknowledged order to the input that has no other trace. */
    InputEntry undecided() {
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
        publish("orders", id.toString(), at, new Event.OrderDecided(order, refusal, NOON), request.sequence());
        for (int line = 0; refusal.isEmpty() && line < products.length; line++) {
            publish("inventory", products[line], at, moved(id, line, products[line], -(line + 1)), null);
        }
        var outcome = refusal.isPresent() ? Outcome.REFUSED : Outcome.FULFILLED;
        var notified = new Event.CustomerNotified(order.id(), customer, outcome, NOON);
        publish("notifications", customer.value(), at, notified, null);
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

    private void publish(String topic, String key, Coordinates at, Event event, OutputRecord.Sequence sequence) {
        storeDecision(at, event);
        pending.add(new OutputRecord.PublishedEvent(nextOutput(topic, key), at, NOT_YET, event, sequence));
    }

    /** Adds the event to the row of its decision. */
    private void storeDecision(Coordinates at, Event event) {
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
                        at.topic().startsWith(FORMER) ? at.topic().substring(FORMER.length()) : at.topic(),
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

    private Coordinates nextOutput(String topic, String key) {
        var partition = key.hashCode() & 1;
        return new Coordinates(topic, partition, 10 * ends.merge(topic + partition, 1L, Long::sum));
    }

    /** Commits all events since the last commit or abort in one transaction. */
    ListHistory commit() {
        endTransaction(committed);
        return this;
    }

    /** Aborts the transaction, then commits the same events in another one. */
    ListHistory abortAndCommit() {
        var before = List.copyOf(pending);
        endTransaction(aborted);
        before.forEach(record -> pending.add(
                movedTo(record, nextOutput(record.at().topic(), "" + record.at().partition()))));
        return commit();
    }

    private void endTransaction(List<OutputRecord> into) {
        var counts = new TreeMap<String, Integer>();
        pending.forEach(record -> counts.merge(record.at().topic(), 1, Integer::sum));
        var transaction = new OutputRecord.Transaction("semel-0/run", ++transactions, counts);
        pending.forEach(record -> into.add(stamped(record, transaction)));
        pending.clear();
    }

    private static OutputRecord stamped(OutputRecord.Traced record, OutputRecord.Transaction transaction) {
        return record instanceof OutputRecord.PublishedEvent published
                ? new OutputRecord.PublishedEvent(
                        published.at(), published.source(), transaction, published.event(), published.sequence())
                : new OutputRecord.DeadLetter(
                        record.at(), record.source(), transaction, record.subject(), record.sequence());
    }

    static OutputRecord.Traced movedTo(OutputRecord.Traced record, Coordinates at) {
        return record instanceof OutputRecord.PublishedEvent published
                ? new OutputRecord.PublishedEvent(
                        at, published.source(), published.transaction(), published.event(), published.sequence())
                : new OutputRecord.DeadLetter(
                        at, record.source(), record.transaction(), record.subject(), record.sequence());
    }

    /** Fills the tables from the topics, as an idempotent projection does. Only once for each content of the topics. */
    ListHistory apply() {
        stock.clear();
        for (var record : committed) {
            if (record instanceof OutputRecord.PublishedEvent published) {
                if (!seen.add(published.event().id())) {
                    repeated.add(new RepeatedEvent(published.event().id(), published.at()));
                    continue;
                }
                applied.add(new AppliedEvent(published.event().id(), published.at(), published.event()));
                if (published.event() instanceof Event.StockMoved moved) {
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
        createPartitions();
        return this;
    }

    private void createPartitions() {
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

    /** The first committed event of this kind and subject. */
    OutputRecord.PublishedEvent published(EventId.Kind kind, UUID subject) {
        return committed.stream()
                .filter(record -> record instanceof OutputRecord.PublishedEvent published
                        && published.event().id().kind() == kind
                        && published.subject().equals(subject))
                .map(OutputRecord.PublishedEvent.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /** Findings as text: kind of finding, invariant, key. */
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
        var deleted = committed.stream()
                .filter(record -> record.at().offset()
                        < outputs.get(record.at().topic() + record.at().partition())
                                .first())
                .filter(OutputRecord.PublishedEvent.class::isInstance)
                .map(OutputRecord.PublishedEvent.class::cast);
        return Stream.concat(gone.stream(), deleted)
                .filter(published -> decisions.containsKey(published.subject()))
                .filter(published -> applied.stream()
                        .anyMatch(row ->
                                row.id().equals(published.event().id()) && row.effect() != null && row.at() != null))
                .map(published -> new OutputRecord.PublishedEvent(
                        published.at(), published.source(), OutputRecord.Transaction.UNKNOWN, published.event(), null))
                .toList();
    }

    /** Deletes the orders' topic with its records and creates it again. The tables keep their rows, under the id of the deleted topic. */
    ListHistory recreateOrdersTopic() {
        arrivals.removeIf(arrival -> arrival.at().topic().equals(ORDERS_IN));
        ends.keySet().removeIf(partition -> partition.startsWith(ORDERS_IN));
        return rename(ORDERS_IN);
    }

    private ListHistory rename(String input) {
        decisions.replaceAll((id, row) -> new DecisionRow(
                id, former(row.at(), input), row.outcome(), row.reason(), row.movements(), row.decidedAt()));
        suppressed.replaceAll(row -> new InputEntry(former(row.at(), input), row.id()));
        deadLetters.replaceAll(row -> new LetterRow(former(row.at(), input), row.id(), row.reason()));
        return this;
    }

    private static Coordinates former(Coordinates at, String topic) {
        return at.topic().equals(topic) ? at.in(FORMER + topic) : at;
    }

    /** Moves to another cluster after {@link #apply}: all topics are empty. The tables keep their rows, under the ids of the former topics. */
    ListHistory moveToAnotherCluster() {
        arrivals.clear();
        ends.clear();
        committed.stream()
                .filter(OutputRecord.PublishedEvent.class::isInstance)
                .map(OutputRecord.PublishedEvent.class::cast)
                .map(event -> new OutputRecord.PublishedEvent(
                        event.at(),
                        event.source().in(FORMER + event.source().topic()),
                        OutputRecord.Transaction.UNKNOWN,
                        event.event(),
                        null))
                .forEach(gone::add);
        committed.clear();
        aborted.clear();
        applied.replaceAll(row ->
                new AppliedEvent(row.id(), row.at().in(FORMER + row.at().topic()), row.effect(), row.contradiction()));
        return rename(ORDERS_IN).rename(RECEIPTS_IN);
    }

    /** Deletes the records before the offset, as retention does. */
    void deleteBefore(String topic, int partition, long before) {
        outputs.computeIfPresent(
                topic + partition,
                (key, output) -> new OutputPartition(
                        topic,
                        partition,
                        output.holdsLetters(),
                        before,
                        output.lastStable(),
                        output.highWatermark(),
                        output.applied()));
    }

    /** Deletes the records of the first input partition of orders before the offset, as retention does. */
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

    /** Blocks the partition from the offset on, as an open transaction of another program does. */
    void openTransaction(String topic, int partition, long from) {
        outputs.computeIfPresent(
                topic + partition,
                (key, output) -> new OutputPartition(
                        topic,
                        partition,
                        output.holdsLetters(),
                        output.first(),
                        from,
                        output.highWatermark(),
                        Math.min(from, output.applied())));
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
