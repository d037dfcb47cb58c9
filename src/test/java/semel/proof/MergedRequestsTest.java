package semel.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static semel.proof.History.ClientAnswer.ACK;
import static semel.proof.History.ClientAnswer.UNKNOWN;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import semel.proof.History.ClientRequest;

/** Tests how requests that clients report are merged with those that intake has stored. */
class MergedRequestsTest {
    private static final UUID ONE = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);

    private static ClientRequest request(UUID id, String key, History.ClientAnswer answer) {
        return new ClientRequest(null, id, key, "body", answer);
    }

    @Test
    void requestsOfClientsComeBeforeTheRowsOfTheirKey() {
        // Given
        var rows = List.of(request(OTHER, "a", ACK), request(ONE, "b", ACK), request(ONE, "c", ACK));
        var reported = List.of(request(null, "b", UNKNOWN), request(ONE, "b", ACK), request(null, "d", UNKNOWN));
        // When
        var requests = new MergedRequests(rows, reported);
        // Then
        assertThat(requests)
                .containsExactly(
                        rows.get(0), reported.get(0), reported.get(1), rows.get(1), rows.get(2), reported.get(2));
        assertThat(requests).as("in a second iteration").hasSize(6);
    }

    @Test
    void aRequestWithoutAKeyIsMergedWithItsRow() {
        // Given
        var rows = List.of(request(ONE, null, ACK), request(OTHER, null, ACK));
        var reported = List.of(request(ONE, null, ACK));
        // When, then
        assertThat(new MergedRequests(rows, reported)).containsExactly(reported.get(0), rows.get(1));
    }
}
