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

/** One finding among 20,000 records of a random history: it is found, named, and nothing else is. A seed makes a history. */
class PlantedFindingsTest {
    private static final int ORDERS = 1_750;

    static IntStream seeds() {
        return IntStream.range(0, 20);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aCleanHistoryHasNone(int seed) {
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
    void oneLostIsFound(int seed) {
        assertFound(seed, history -> {
            var lost = history.from(null).forgotten();
            return List.of("Lost I1 " + lost.id(), "Untraced I6 " + lost.at());
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void oneDoubledIsFound(int seed) {
        assertFound(seed, history -> {
            var one = any(history, seed, told -> told.event() instanceof Event.StockMoved moved && moved.change() < 0);
            history.committed.add(alone(one, one.source(), one.event(), 5));
            return List.of("Duplicated I4 " + one.event().id());
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void oneSwappedIsFound(int seed) {
        assertFound(seed, history -> {
            var one = any(
                    history,
                    seed,
                    told -> next(history, told)
                            .filter(next ->
                                    next.source().offset() > told.source().offset())
                            .isPresent());
            var other = next(history, one).orElseThrow();
            history.committed.remove(one);
            history.committed.remove(other);
            history.committed.add(ListHistory.moved(one, other.at()));
            history.committed.add(ListHistory.moved(other, one.at()));
            return List.of("OutOfOrder I7 " + one.event().id());
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void oneTornIsFound(int seed) {
        assertFound(seed, history -> {
            var one = any(history, seed, told -> told.event() instanceof Event.CustomerNotified);
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
            // It stands where its source does not break the order.
            var before = any(
                    history,
                    seed,
                    told -> told.event() instanceof Event.CustomerNotified
                            && next(history, told)
                                    .filter(next -> next.source().offset()
                                            > told.source().offset() + 1)
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
            history.committed.add(alone(before, source, event, 5));
            return List.of("Phantom I5 " + event.id());
        });
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void oneRowThatIsMissingIsFound(int seed) {
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
            history.from(random.nextBoolean() ? "load-" + random.nextInt(3) : null);
            ids.add(place(history, random, ids));
            if (random.nextInt(20) == 0) {
                end(history, random);
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
                history.again(before.isEmpty() ? history.order(products) : before.get(random.nextInt(before.size())));
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

    private static void end(ListHistory history, Random random) {
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
            if (record instanceof OutputRecord.PublishedEvent told && wanted.apply(told)) {
                return told;
            }
        }
    }

    /** What follows it in its partition, from the same partition of the input. */
    private static Optional<OutputRecord.PublishedEvent> next(ListHistory history, OutputRecord.PublishedEvent told) {
        return history.committed.stream()
                .filter(record -> record.at().topic().equals(told.at().topic())
                        && record.at().partition() == told.at().partition()
                        && record.at().offset() > told.at().offset())
                .min((one, other) -> Long.compare(one.at().offset(), other.at().offset()))
                .filter(OutputRecord.PublishedEvent.class::isInstance)
                .map(OutputRecord.PublishedEvent.class::cast)
                .filter(next -> next.source().topic().equals(told.source().topic())
                        && next.source().partition() == told.source().partition());
    }

    /** In a transaction of its own, which is complete. */
    private static OutputRecord alone(OutputRecord.PublishedEvent told, Coordinates source, Event event, int after) {
        var at = new Coordinates(
                told.at().topic(), told.at().partition(), told.at().offset() + after);
        var records = new TreeMap<String, Integer>();
        records.put(at.topic(), 1);
        return new OutputRecord.PublishedEvent(
                at, source, new OutputRecord.Transaction("semel-9/run", 1, records), event, null);
    }
}
