package semel.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import semel.kafka.FailureKind;

class RetriesTest {
    private static final Map<TopicPartition, Long> HERE = Map.of(new TopicPartition("orders-in", 0), 7L);
    private static final Map<TopicPartition, Long> NEXT = Map.of(new TopicPartition("orders-in", 0), 8L);
    private static final Map<TopicPartition, Long> ELSEWHERE = Map.of(new TopicPartition("orders-in", 1), 7L);
    private static final Throwable OUTAGE = new NotPublished("not acknowledged", new java.io.IOException());
    private static final Throwable DEFECT = new NullPointerException();

    private final Retries retries = new Retries();

    private void fails(int times, Map<TopicPartition, Long> first, Throwable failure) {
        IntStream.range(0, times)
                .forEach(time -> assertThat(retries.after(first, failure)).isInstanceOf(Retries.Next.Again.class));
    }

    private Duration pauseAfter(int failures) {
        var fresh = new Retries();
        IntStream.range(1, failures).forEach(time -> fresh.after(HERE, OUTAGE));
        return ((Retries.Next.Again) fresh.after(HERE, OUTAGE)).pause();
    }

    @Test
    void anOutageIsRetriedWithoutLimit() {
        fails(10_000, HERE, OUTAGE);
    }

    @Test
    void thePauseGrowsToItsLimit() {
        assertThat(Stream.of(1, 2, 3, 6, 7, 100, 1_000_000_000).map(this::pauseAfterQuickly))
                .containsExactly(
                        Duration.ofMillis(100),
                        Duration.ofMillis(200),
                        Duration.ofMillis(400),
                        Duration.ofMillis(3200),
                        Retries.LONGEST_PAUSE,
                        Retries.LONGEST_PAUSE,
                        Retries.LONGEST_PAUSE);
    }

    private Duration pauseAfterQuickly(int failures) {
        return pauseAfter(Math.min(failures, 10_000));
    }

    static Stream<Supplier<Throwable>> defects() {
        return Stream.of(
                () -> new BatchRefused("published already"),
                NullPointerException::new,
                () -> new IllegalStateException("a bug", new RuntimeException()),
                () -> new RuntimeException(new ClassCastException()));
    }

    @ParameterizedTest
    @MethodSource("defects")
    void aDefectEndsTheProcessAtItsTenthFailureAtTheSameOffsets(Supplier<Throwable> defect) {
        fails(FailureKind.MAX_DEFECTS - 1, HERE, defect.get());

        assertThat(retries.after(HERE, defect.get())).isInstanceOf(Retries.Next.Never.class);
    }

    @Test
    void aFailureOfAnotherPartitionDoesNotResetTheCount() {
        for (int time = 1; time < FailureKind.MAX_DEFECTS; time++) {
            fails(1, HERE, DEFECT);
            fails(1, ELSEWHERE, OUTAGE);
        }

        assertThat(retries.after(HERE, DEFECT))
                .isEqualTo(new Retries.Next.Never(
                        10, "a batch failed 10 times in a row with java.lang.NullPointerException"));
    }

    @Test
    void anOutageDoesNotResetTheCount() {
        fails(FailureKind.MAX_DEFECTS - 1, HERE, DEFECT);
        fails(1, HERE, OUTAGE);

        assertThat(retries.after(HERE, DEFECT)).isInstanceOf(Retries.Next.Never.class);
    }

    @Test
    void progressOfThePartitionResetsTheCount() {
        fails(FailureKind.MAX_DEFECTS - 1, HERE, DEFECT);

        fails(FailureKind.MAX_DEFECTS - 1, NEXT, DEFECT);
    }

    @Test
    void anErrorEndsTheProcessAtOnce() {
        assertThat(retries.after(HERE, new RuntimeException(new NoClassDefFoundError("x"))))
                .isEqualTo(new Retries.Next.Never(1, "a batch failed with java.lang.NoClassDefFoundError"));
    }
}
