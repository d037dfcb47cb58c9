package semel.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static semel.proof.History.Answer.ACK;
import static semel.proof.History.Answer.UNKNOWN;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import semel.proof.History.Request;

/** What clients tell and what intake wrote down of the same requests. */
class RequestsTest {
    private static final UUID ONE = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);

    private static Request request(UUID id, String key, History.Answer answer) {
        return new Request(null, id, key, "body", answer);
    }

    @Test
    void theClientsWordStandsBeforeTheRowsOfItsKey() {
        // Given
        var rows = List.of(request(OTHER, "a", ACK), request(ONE, "b", ACK), request(ONE, "c", ACK));
        var told = List.of(request(null, "b", UNKNOWN), request(ONE, "b", ACK), request(null, "d", UNKNOWN));
        // When
        var requests = new Requests(rows, told);
        // Then
        assertThat(requests)
                .containsExactly(rows.get(0), told.get(0), told.get(1), rows.get(1), rows.get(2), told.get(2));
        assertThat(requests).as("and so again").hasSize(6);
    }

    @Test
    void aRowWithoutAKeyIsNotToldTwice() {
        // Given
        var rows = List.of(request(ONE, null, ACK), request(OTHER, null, ACK));
        var told = List.of(request(ONE, null, ACK));
        // When, then
        assertThat(new Requests(rows, told)).containsExactly(told.get(0), rows.get(1));
    }
}
