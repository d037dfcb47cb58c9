package semel.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the texts and limits of coordinates, of positions of groups and of the progress of stages. */
class CoordinatesTest {
    @Test
    void theirTextIsParsedToTheSameCoordinates() {
        var at = new Coordinates("orders-in", 3, Long.MAX_VALUE);

        assertThat(at).hasToString("orders-in:3:9223372036854775807");
        assertThat(Coordinates.parse(at.toString())).contains(at);
        assertThat(Coordinates.parse("orders-in:0:0")).contains(new Coordinates("orders-in", 0, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "orders-in", "orders-in:1", "orders-in:1:2:3", "orders-in:-1:2", "orders-in:1:-2", "a:b:c"})
    void anyOtherTextIsNotParsed(String text) {
        assertThat(Coordinates.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"-1, 0", "0, -1"})
    void aNegativePartitionOrOffsetIsRefused(int partition, long offset) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Coordinates("orders-in", partition, offset));
    }

    @ParameterizedTest
    @CsvSource({", 0, false", ", 1, true", "4, 5, true", "5, 5, false", "6, 5, false"})
    void aGroupIsBehindIfTheLogStartsAfterItsOffset(Long committed, long logStart, boolean isBehind) {
        var at = committed == null ? OptionalLong.empty() : OptionalLong.of(committed);

        assertThat(GroupPosition.isBehind(at, logStart)).isEqualTo(isBehind);
    }

    @Test
    void theTextOfProgressSaysHowFarAPartitionIsDone() {
        var id = new java.util.UUID(0, 1);

        assertThat(new StageProgress("orders-in", id, 0, 0, 0, true)).hasToString("nothing");
        assertThat(new StageProgress("orders", id, 0, 0, 7, true)).hasToString("applied below 7");
        assertThat(new StageProgress("orders-in", id, 0, 5, 7, false))
                .hasToString("published below 5, decided below 7");
    }
}
