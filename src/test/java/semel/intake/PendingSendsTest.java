package semel.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class PendingSendsTest {
    private static final SendOutcome ACKNOWLEDGED = new SendOutcome.Acknowledged();
    private static final RecordTooLargeException LARGE = new RecordTooLargeException("x");
    private static final TimeoutException LATE = new TimeoutException("x");

    private final PendingSends pending = new PendingSends(2);

    private void ends(int record, Throwable failure) {
        pending.outcome(record, handedOn -> {}).accept(failure);
    }

    @Test
    void itIsCompleteWhenTheOutcomeOfEachIsKnown() {
        ends(1, LARGE);
        assertThat(pending.all()).isNotCompleted();
        ends(0, null);
        assertThat(pending.all()).isCompletedWithValue(List.of(ACKNOWLEDGED, SendOutcome.failed(LARGE)));
    }

    @Test
    void recordsNotAcknowledgedInTimeAreUnknown() {
        ends(0, null);

        assertThat(pending.knownOr(LATE)).containsExactly(ACKNOWLEDGED, new SendOutcome.Unknown(LATE));
    }

    @Test
    void onlyTheFirstOutcomeOfARecordCounts() {
        ends(0, LATE);
        ends(0, null);
        assertThat(pending.all()).isNotCompleted();
        ends(1, null);

        assertThat(pending.knownOr(LATE)).containsExactly(new SendOutcome.Unknown(LATE), ACKNOWLEDGED);
    }

    @Test
    void eachOutcomeIsPassedToTheCallback() {
        var handedOn = new ArrayList<Throwable>();

        pending.outcome(0, handedOn::add).accept(null);
        pending.outcome(1, handedOn::add).accept(LATE);

        assertThat(handedOn).containsExactly(null, LATE);
    }
}
