package semel.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DecisionTest {
    static Stream<List<Movement>> movements() {
        return Stream.of(
                List.of(),
                List.of(new Movement(1, 0)),
                List.of(new Movement(7, 120), new Movement(8, 119), new Movement(Long.MAX_VALUE, Long.MAX_VALUE)));
    }

    @ParameterizedTest
    @MethodSource("movements")
    void itsMovementsAreParsedAsTheyWereWritten(List<Movement> movements) {
        var decision = new Decision(
                UUID.randomUUID(), Decision.StoredOutcome.FULFILLED, null, movements, SampleDeliveries.NOON);

        assertThat(Decision.parseMovements(decision.movementsText())).isEqualTo(movements);
    }
}
