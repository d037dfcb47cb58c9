package semel.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StockMovementTest {
    private static final UUID SUBJECT = UUID.fromString("01980000-0000-7000-8000-00000000000a");

    @Test
    void aPositionIsReadFromItsText() {
        var movement = new StockMovement();
        movement.number = 1;
        movement.subject = SUBJECT;
        movement.line = 0;
        var position = StockMovement.MovementPosition.of(movement);

        assertThat(position).isEqualTo(new StockMovement.MovementPosition(1, SUBJECT, (short) 0));
        assertThat(StockMovement.MovementPosition.of(position.toString())).isEqualTo(position);
        assertThat(StockMovement.MovementPosition.of("9223372036854775807:" + SUBJECT + ":99"))
                .isEqualTo(new StockMovement.MovementPosition(Long.MAX_VALUE, SUBJECT, (short) 99));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1:01980000-0000-7000-8000-00000000000a",
                "1:01980000-0000-7000-8000-00000000000a:0:0",
                "0:01980000-0000-7000-8000-00000000000a:0",
                "-1:01980000-0000-7000-8000-00000000000a:0",
                "1:01980000-0000-7000-8000-00000000000a:-1",
                "+1:01980000-0000-7000-8000-00000000000a:0",
                "01:01980000-0000-7000-8000-00000000000a:0",
                "1:01980000-0000-7000-8000-00000000000A:0",
                "1:1-1-1-1-1:0",
                "1:01980000-0000-7000-8000-00000000000a:40000",
                "x:01980000-0000-7000-8000-00000000000a:0"
            })
    void aForgedPositionIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> StockMovement.MovementPosition.of(text));
    }
}
