package semel.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * Tests that readers share readings, and that each gets what it would get alone: the orders after its own position, of its owner, once,
 * in order.
 */
class StreamReadersTest {
    private static final Duration HEARTBEAT = Duration.ofNanos(10);
    private static final StreamPosition BEGINNING = StreamPosition.endOf(0);

    /** A step of a random course; the numbers choose the transaction, client or position. */
    record ReaderStep(ReaderKind kind, int one, int other) {}

    enum ReaderKind {
        BEGIN,
        COMMIT,
        ROLL_BACK,
        JOIN,
        JOIN_AT_FORGED,
        LEAVE,
        JOIN_AGAIN,
        READ,
        FINISH,
        FAIL,
        PASS_TIME
    }

    @Provide
    Arbitrary<List<ReaderStep>> courses() {
        var number = Arbitraries.integers().between(0, 1_000);
        return Combinators.combine(Arbitraries.of(ReaderKind.class), number, number)
                .as(ReaderStep::new)
                .list()
                .ofMaxSize(150);
    }

    @Property(tries = 2_000)
    void eachReaderGetsWhatItWouldGetAlone(
            @ForAll("courses") List<ReaderStep> course, @ForAll @IntRange(min = 1, max = 7) int page) {
        // Given
        var stream = new Stream(page);
        // When
        course.forEach(stream::perform);
        stream.settle();
        // Then
        assertThat(stream.clients).allSatisfy(client -> {
            var alone = stream.orders(client);
            assertThat(client.received).isEqualTo(client.hasLeft ? alone.subList(0, client.received.size()) : alone);
        });
    }

    @Example
    void aReaderThatScansTheWholeStreamDelaysNoOther() {
        // Given: the first reader must not get the orders at the beginning, because they belong to another owner
        var stream = new Stream(2);
        IntStream.range(0, 20).forEach(transaction -> stream.apply("x"));
        stream.join(BEGINNING, Optional.of("y"));
        stream.join(StreamPosition.endOf(18), Optional.empty());
        // When
        stream.beginReading();
        stream.finishReading();
        stream.beginReading();
        stream.finishReading();
        // Then
        assertThat(stream.clients.get(1).received).hasSize(2);
    }

    @Example
    void theLongestWaiterIsReadForFirst() {
        var readers = new StreamReaders<String>(HEARTBEAT);
        readers.join("first", StreamPosition.endOf(7), Optional.empty(), 0);
        readers.join("second", StreamPosition.endOf(3), Optional.empty(), 0);
        assertThat(readers.next()).contains(StreamPosition.endOf(7));
        readers.found(StreamPart.read(StreamPosition.endOf(7), List.of(), 1), 0);
        assertThat(readers.next()).contains(StreamPosition.endOf(3));
    }

    @Example
    void aReaderAtTheEndIsNotUrgentAndAnyOtherIs() {
        var readers = new StreamReaders<String>(HEARTBEAT);
        readers.join("first", StreamPosition.endOf(7), Optional.empty(), 0);
        assertThat(readers.isUrgent()).isTrue();
        readers.found(StreamPart.read(StreamPosition.endOf(7), List.of(), 1), 0);
        readers.join("second", StreamPosition.endOf(7), Optional.empty(), 0);
        assertThat(readers.isUrgent()).isFalse();
        readers.leave("first");
        readers.leave("second");
        assertThat(readers.next()).isEmpty();
        readers.join("third", StreamPosition.endOf(7), Optional.empty(), 0);
        assertThat(readers.isUrgent())
                .as("orders may have been applied while there was no reader")
                .isTrue();
    }

    @Example
    void readersAtTheEndShareAReading() {
        var readers = new StreamReaders<String>(HEARTBEAT);
        readers.join("further", StreamPosition.endOf(9), Optional.empty(), 0);
        readers.join("back", StreamPosition.endOf(7), Optional.empty(), 0);
        readers.found(StreamPart.read(StreamPosition.endOf(7), List.of(), 1), 0);
        assertThat(readers.next()).contains(StreamPosition.endOf(7));
    }

    @Example
    void ifTheEndIsUnknownANewReaderIsUrgent() {
        var readers = new StreamReaders<String>(HEARTBEAT);
        var order = new AppliedOrder(new StreamPosition(7, new UUID(0, 0)), "x", "");
        readers.found(StreamPart.read(StreamPosition.endOf(6), List.of(order), 1), 0);
        readers.join("after a part that was cut", StreamPosition.endOf(7), Optional.empty(), 0);
        assertThat(readers.isUrgent()).isTrue();
        readers.leave("after a part that was cut");
        readers.found(StreamPart.read(StreamPosition.endOf(7), List.of(), 1), 0);
        readers.foundNothing(0);
        readers.join("after a failure", StreamPosition.endOf(7), Optional.empty(), 0);
        assertThat(readers.isUrgent()).isTrue();
    }

    @Example
    void ifTheEndIsKnownANewReaderIsUrgentOnlyBehindIt() {
        var readers = new StreamReaders<String>(HEARTBEAT);
        readers.found(StreamPart.read(StreamPosition.endOf(7), List.of(), 1), 0);
        readers.join("at the end", StreamPosition.endOf(7), Optional.empty(), 0);
        assertThat(readers.isUrgent()).isFalse();
        readers.leave("at the end");
        readers.join("behind", StreamPosition.endOf(6), Optional.empty(), 0);
        assertThat(readers.isUrgent()).isTrue();
    }

    @Example
    void aWholePartEndsWithItsLastTransaction() {
        var order = new AppliedOrder(new StreamPosition(7, new UUID(0, 0)), "x", "");
        assertThat(StreamPart.read(BEGINNING, List.of(order), 2).end()).isEqualTo(StreamPosition.endOf(7));
    }

    @Example
    void aReaderWithoutOrdersGetsItsPositionAtTheHeartbeat() {
        var readers = new StreamReaders<String>(HEARTBEAT);
        readers.join("one", StreamPosition.endOf(7), Optional.empty(), 0);
        assertThat(readers.foundNothing(HEARTBEAT.toNanos() - 1)).isEmpty();
        assertThat(readers.foundNothing(HEARTBEAT.toNanos()))
                .isEqualTo(Map.of("one", StreamPart.nothing(StreamPosition.endOf(7))));
        assertThat(readers.next()).isEmpty();
    }

    /** A client that reads from its start position on. */
    private static final class StreamClient {
        final StreamPosition start;
        final Optional<String> owner;
        final List<AppliedOrder> received = new ArrayList<>();
        StreamPosition position;
        boolean isWaiting = true;
        boolean hasLeft;

        StreamClient(StreamPosition start, Optional<String> owner) {
            this.start = start;
            this.position = start;
            this.owner = owner;
        }
    }

    /** Simulates the database with its transactions, the clients, and one reading at a time. */
    private static final class Stream {
        private final int page;
        private final StreamReaders<StreamClient> readers = new StreamReaders<>(HEARTBEAT);
        private final TreeSet<AppliedOrder> applied = new TreeSet<>(Comparator.comparing(AppliedOrder::position));
        private final List<List<AppliedOrder>> open = new ArrayList<>();
        final List<StreamClient> clients = new ArrayList<>();
        private long transactions;
        private long now;
        private Optional<StreamPart> reading = Optional.empty();

        Stream(int page) {
            this.page = page;
        }

        void perform(ReaderStep step) {
            switch (step.kind()) {
                case BEGIN -> begin(step.one() % 4 + 1, step.other());
                case COMMIT -> choose(open, step.one()).ifPresent(this::commit);
                case ROLL_BACK -> choose(open, step.one()).ifPresent(open::remove);
                case JOIN -> join(visiblePosition(step.one()), owner(step.other()));
                case JOIN_AT_FORGED -> join(forgedPosition(step.one(), step.other()), owner(step.one() / 7));
                case LEAVE -> choose(clients, step.one()).ifPresent(this::leave);
                case JOIN_AGAIN -> choose(clients, step.one()).ifPresent(this::joinAgain);
                case READ -> beginReading();
                case FINISH -> finishReading();
                case FAIL -> failReading();
                case PASS_TIME -> now += HEARTBEAT.toNanos() / 2;
            }
        }

        private static <T> Optional<T> choose(List<T> all, int number) {
            return all.isEmpty() ? Optional.empty() : Optional.of(all.get(number % all.size()));
        }

        private static Optional<String> owner(int number) {
            return Optional.of(List.of("x", "y", "").get(number % 3)).filter(owner -> !owner.isEmpty());
        }

        private List<AppliedOrder> begin(int orders, int number) {
            transactions++;
            var begun = IntStream.range(0, orders)
                    .mapToObj(i -> new AppliedOrder(
                            new StreamPosition(transactions, new UUID((long) (number + i) << 54, i)),
                            List.of("x", "y").get((number + i) % 2),
                            ""))
                    .toList();
            open.add(begun);
            return begun;
        }

        private void commit(List<AppliedOrder> orders) {
            open.remove(orders);
            applied.addAll(orders);
        }

        void apply(String owner) {
            transactions++;
            applied.add(new AppliedOrder(new StreamPosition(transactions, new UUID(0, 0)), owner, ""));
        }

        void join(StreamPosition position, Optional<String> owner) {
            var client = new StreamClient(position, owner);
            clients.add(client);
            readers.join(client, position, owner, now);
        }

        /** @return the position of a visible order, or the end of its transaction */
        private StreamPosition visiblePosition(int number) {
            var positions = below(applied.stream()).map(AppliedOrder::position).toList();
            return choose(positions, number)
                    .map(position -> number % 2 == 0 ? position : position.endOfTransaction())
                    .orElse(BEGINNING);
        }

        private StreamPosition forgedPosition(int one, int other) {
            var transaction = List.of(0L, 1L, transactions, transactions + one % 5, Long.MAX_VALUE)
                    .get(one % 5);
            var order = List.of(new UUID(0, 0), new UUID(-1, -1), new UUID((long) other << 54, one))
                    .get(other % 3);
            return new StreamPosition(transaction, order);
        }

        private void leave(StreamClient client) {
            readers.leave(client);
            client.isWaiting = false;
            client.hasLeft = true;
        }

        private void joinAgain(StreamClient client) {
            if (!client.isWaiting && !client.hasLeft) {
                client.isWaiting = true;
                readers.join(client, client.position, client.owner, now);
            }
        }

        void beginReading() {
            if (reading.isEmpty()) {
                reading = readers.next().map(this::after);
            }
        }

        /** Reads like {@link AppliedOrderQueries}. */
        private StreamPart after(StreamPosition from) {
            var orders = below(applied.stream())
                    .filter(order -> from.isBehind(order.position()))
                    .limit(page)
                    .toList();
            return StreamPart.read(from, orders, page);
        }

        private java.util.stream.Stream<AppliedOrder> below(java.util.stream.Stream<AppliedOrder> orders) {
            var bound = open.stream()
                    .map(begun -> begun.get(0).position().transaction())
                    .min(Long::compare)
                    .orElse(transactions + 1);
            return orders.filter(order -> order.position().transaction() < bound);
        }

        void finishReading() {
            reading.ifPresent(part -> readers.found(part, now).forEach(Stream::receive));
            reading = Optional.empty();
        }

        private void failReading() {
            reading.ifPresent(part -> readers.foundNothing(now).forEach(Stream::receive));
            reading = Optional.empty();
        }

        private static void receive(StreamClient client, StreamPart part) {
            assertThat(client.isWaiting).isTrue();
            client.isWaiting = false;
            client.received.addAll(part.orders());
            client.position = part.end();
        }

        /** Commits all transactions and reads until each client has all its orders. */
        void settle() {
            List.copyOf(open).forEach(this::commit);
            finishReading();
            // One reading for each page of each client, and one more that finds nothing.
            var readings = (clients.size() + 1) * (applied.size() / page + 3);
            for (int count = 0; count < readings; count++) {
                clients.forEach(this::joinAgain);
                beginReading();
                finishReading();
            }
        }

        /** @return what the client would get alone */
        List<AppliedOrder> orders(StreamClient client) {
            return applied.stream()
                    .filter(order -> client.start.isBehind(order.position()))
                    .filter(order ->
                            client.owner.isEmpty() || client.owner.get().equals(order.owner()))
                    .toList();
        }
    }
}
