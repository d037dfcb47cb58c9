package semel.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamPositionTest {
    private static final UUID LOW = UUID.fromString("00000000-0000-0000-0000-000000000000");
    private static final UUID MIDDLE = UUID.fromString("7fffffff-ffff-ffff-ffff-ffffffffffff");
    private static final UUID HIGH = UUID.fromString("80000000-0000-0000-0000-000000000000");

    @Test
    void positionsAreSortedByTransactionThenByTheBytesOfTheOrderId() {
        assertThat(new StreamPosition(1, HIGH).isBehind(new StreamPosition(2, LOW)))
                .isTrue();
        assertThat(new StreamPosition(1, LOW).isBehind(new StreamPosition(1, MIDDLE)))
                .isTrue();
        assertThat(new StreamPosition(1, MIDDLE).isBehind(new StreamPosition(1, HIGH)))
                .isTrue();
        assertThat(new StreamPosition(1, HIGH).isBehind(StreamPosition.endOf(1)))
                .isTrue();
        assertThat(StreamPosition.endOf(1).isBehind(new StreamPosition(2, LOW))).isTrue();
        assertThat(new StreamPosition(1, LOW).isBehind(new StreamPosition(1, LOW)))
                .isFalse();
    }

    @Test
    void aPositionIsReadFromItsId() {
        for (var position : new StreamPosition[] {
            new StreamPosition(0, LOW), new StreamPosition(1L << 40, HIGH), StreamPosition.endOf(7)
        }) {
            assertThat(StreamPosition.of(position.id())).contains(position);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7",
                ":",
                "7:7",
                "x:00000000-0000-0000-0000-000000000000",
                "-5:ffffffff-ffff-ffff-ffff-ffffffffffff",
                "-0:00000000-0000-0000-0000-000000000000",
                "+7:00000000-0000-0000-0000-000000000000",
                "07:00000000-0000-0000-0000-000000000000",
                "\u0667:00000000-0000-0000-0000-000000000000",
                "9223372036854775808:00000000-0000-0000-0000-000000000000",
                "7:1-1-1-1-1",
                "7:00000000-0000-0000-0000-00000000000A"
            })
    void aForgedIdIsRefused(String key) {
        assertThat(StreamPosition.of(new Cursor("stream", "", key).token())).isEmpty();
        assertThat(StreamPosition.of(key)).isEmpty();
    }

    @Test
    void theCursorOfAListIsRefused() {
        assertThat(StreamPosition.of(new Cursor("orders", "", "7:" + LOW).token()))
                .isEmpty();
    }
}
