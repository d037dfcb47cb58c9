package semel.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static semel.proof.History.ClientAnswer.ACK;
import static semel.proof.History.ClientAnswer.UNKNOWN;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import semel.proof.History.ClientRequest;

/** What clients tell and what intake wrote down of the same requests. */
class MergedRequestsTest {
    private static final UUID ONE = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);

    private static ClientRequest request(UUID id, String key, History.ClientAnswer answer) {
        return new ClientRequest(null, id, key, "body", answer);
    }

    @Test
    void theClientsWordStandsBeforeTheRowsOfItsKey() {
        // Given
        var rows = List.of(request(OTHER, "a", ACK), request(ONE, "b", ACK), request(ONE, "c", ACK));
        var told = List.of(request(null, "b", UNKNOWN), request(ONE, "b", ACK), request(null, "d", UNKNOWN));
        // When
        var requests = new MergedRequests(rows, told);
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
        assertThat(new MergedRequests(rows, told)).containsExactly(told.get(0), rows.get(1));
    }
}
