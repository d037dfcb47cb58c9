package semel.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import semel.kafka.Coordinates;
import semel.order.CustomerId;
import semel.order.Event;
import semel.order.OrderId;
import semel.order.Outcome;

/** Tests that one fault among 20,000 records of a random history is found, and nothing else. Each seed is another history. */
class PlantedFindingsTest {
    private static final int ORDERS = 1_750;

    static IntStream seeds() {
        return IntStream.range(0, 20);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aHistoryWithoutFaultsHasNoFindings(int seed) {
        // When
        var proof = Proof.examine(random(seed).apply());
        // Then
        assertThat(proof.findings()).isEmpty();
        assertThat(proof.counts().all()).isGreaterThan(20_000);
        assertThat(proof.counts().aborted()).isPositive();
        assertThat(proof.counts().suppressed()).isPositive();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void oneLostOrderIsFound(int seed) {
        assertFound(seed, history -> {
            var lost = history.withSequencesOf(null).undecided();
            return List.of("Lost I1 " + lost.id(), "Untraced I6 " + lost.at());
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void oneDuplicatedMovementIsFound(int seed) {
        assertFound(seed, history -> {
            var one = any(
                    history,
                    seed,
                    published -> published.event() instanceof Event.StockMoved moved && moved.change() < 0);
            history.committed.add(inOwnTransaction(one, one.source(), one.event(), 5));
            return List.of("Duplicated I4 " + one.event().id());
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void twoSwappedEventsAreFound(int seed) {
        assertFound(seed, history -> {
            var one = any(
                    history,
                    seed,
                    published -> next(history, published)
                            .filter(next ->
                                    next.source().offset() > published.source().offset())
                            .isPresent());
            var other = next(history, one).orElseThrow();
            history.committed.remove(one);
            history.committed.remove(other);
            history.committed.add(ListHistory.movedTo(one, other.at()));
            history.committed.add(ListHistory.movedTo(other, one.at()));
            return List.of("OutOfOrder I7 " + one.event().id());
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void oneTornTransactionIsFound(int seed) {
        assertFound(seed, history -> {
            var one = any(history, seed, published -> published.event() instanceof Event.CustomerNotified);
            history.committed.remove(one);
            return List.of(
                    "TornTransaction I5 " + one.transaction(),
                    "Lost I5 " + one.event().id());
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void onePhantomIsFound(int seed) {
        assertFound(seed, history -> {
            // Its source is between those of its neighbours, so that it is not out of order.
            var before = any(
                    history,
                    seed,
                    published -> published.event() instanceof Event.CustomerNotified
                            && next(history, published)
                                    .filter(next -> next.source().offset()
                                            > published.source().offset() + 1)
                                    .isPresent());
            var source = new Coordinates(
                    before.source().topic(),
                    before.source().partition(),
                    before.source().offset() + 1);
            var event = new Event.CustomerNotified(
                    new OrderId(new UUID(9, seed)),
                    new CustomerId("c-1"),
                    Outcome.FULFILLED,
                    before.event().at());
            history.committed.add(inOwnTransaction(before, source, event, 5));
            return List.of("Phantom I5 " + event.id());
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void oneMissingRowIsFound(int seed) {
        // Given
        var history = random(seed).apply();
        var row = history.applied.remove(new Random(seed).nextInt(history.applied.size()));
        // When, then
        assertThat(history.findings())
                .contains("Lost I11 " + row.id())
                .allMatch(text -> text.startsWith("Lost I11 ") || text.startsWith("StockOff I10 "));
    }

    private static void assertFound(int seed, Function<ListHistory, List<String>> plant) {
        // Given
        var history = random(seed);
        var planted = plant.apply(history);
        // When
        var found = history.apply().findings();
        // Then
        assertThat(found).containsExactlyInAnyOrderElementsOf(planted);
    }

    private static ListHistory random(int seed) {
        var random = new Random(seed);
        var history = new ListHistory();
        for (int i = 0; i < 10; i++) {
            history.receive("p-" + i, 1_000_000);
        }
        history.commit();
        var ids = new ArrayList<UUID>();
        for (int i = 0; i < ORDERS; i++) {
            history.withSequencesOf(random.nextBoolean() ? "load-" + random.nextInt(3) : null);
            ids.add(place(history, random, ids));
            if (random.nextInt(20) == 0) {
                endTransaction(history, random);
            }
        }
        return history.commit();
    }

    private static UUID place(ListHistory history, Random random, List<UUID> before) {
        var products = IntStream.rangeClosed(0, random.nextInt(4))
                .mapToObj(line -> "p-" + random.nextInt(10))
                .toArray(String[]::new);
        switch (random.nextInt(20)) {
            case 0:
                return history.refused(products);
            case 1:
                history.deadLetter();
                break;
            case 2:
                history.duplicate(
                        before.isEmpty() ? history.order(products) : before.get(random.nextInt(before.size())));
                break;
            case 3:
                return history.decide(history.request(History.ClientAnswer.UNKNOWN), Optional.empty(), products);
            case 4:
                history.request(History.ClientAnswer.UNKNOWN);
                history.request(History.ClientAnswer.REJECTED);
                break;
            default:
        }
        return history.order(products);
    }

    private static void endTransaction(ListHistory history, Random random) {
        if (random.nextInt(5) == 0) {
            history.abortAndCommit();
        } else {
            history.commit();
        }
    }

    private static OutputRecord.PublishedEvent any(
            ListHistory history, int seed, Function<OutputRecord.PublishedEvent, Boolean> wanted) {
        var random = new Random(~seed);
        while (true) {
            var record = history.committed.get(random.nextInt(history.committed.size()));
            if (record instanceof OutputRecord.PublishedEvent published && wanted.apply(published)) {
                return published;
            }
        }
    }

    /** The next event in the partition, if it comes from the same partition of the input. */
    private static Optional<OutputRecord.PublishedEvent> next(
            ListHistory history, OutputRecord.PublishedEvent published) {
        return history.committed.stream()
                .filter(record -> record.at().topic().equals(published.at().topic())
                        && record.at().partition() == published.at().partition()
                        && record.at().offset() > published.at().offset())
                .min((one, other) -> Long.compare(one.at().offset(), other.at().offset()))
                .filter(OutputRecord.PublishedEvent.class::isInstance)
                .map(OutputRecord.PublishedEvent.class::cast)
                .filter(next -> next.source().topic().equals(published.source().topic())
                        && next.source().partition() == published.source().partition());
    }

    /** A further record in a complete transaction of its own. */
    private static OutputRecord inOwnTransaction(
            OutputRecord.PublishedEvent published, Coordinates source, Event event, int after) {
        var at = new Coordinates(
                published.at().topic(),
                published.at().partition(),
                published.at().offset() + after);
        var records = new TreeMap<String, Integer>();
        records.put(at.topic(), 1);
        return new OutputRecord.PublishedEvent(
                at, source, new OutputRecord.Transaction("semel-9/run", 1, records), event, null);
    }
}
