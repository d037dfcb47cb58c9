package semel.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests a filter that holds each added id, and few others. */
class RequestedIdsTest {
    private static final int IDS = 100_000;

    private final RequestedIds requested = new RequestedIds();

    @Test
    void eachAddedIdIsHeld() {
        ids(1).forEach(requested::add);
        assertThat(ids(1)).allMatch(requested::mayHold);
    }

    @Test
    void fewOtherIdsAreHeld() {
        ids(1).forEach(requested::add);
        assertThat(ids(2).filter(requested::mayHold).count()).isLessThan(IDS / 10_000);
    }

    @Test
    void withoutRequestsNoIdIsHeld() {
        assertThat(ids(1)).noneMatch(requested::mayHold);
    }

    private static Stream<UUID> ids(long seed) {
        var random = new Random(seed);
        return Stream.generate(() -> new UUID(random.nextLong(), random.nextLong()))
                .limit(IDS);
    }
}
