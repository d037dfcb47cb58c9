package semel.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RequestedIdsTest {
    private static final int IDS = 100_000;

    private final RequestedIds requested = new RequestedIds();

    @Test
    void itForgetsNone() {
        ids(1).forEach(requested::add);
        assertThat(ids(1)).allMatch(requested::mayHold);
    }

    @Test
    void itKnowsFewTooMany() {
        ids(1).forEach(requested::add);
        assertThat(ids(2).filter(requested::mayHold).count()).isLessThan(IDS / 10_000);
    }

    @Test
    void withoutRequestsItHoldsNothing() {
        assertThat(ids(1)).noneMatch(requested::mayHold);
    }

    private static Stream<UUID> ids(long seed) {
        var random = new Random(seed);
        return Stream.generate(() -> new UUID(random.nextLong(), random.nextLong()))
                .limit(IDS);
    }
}
