package semel.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class SendsTest {
    private static final Sent ACKNOWLEDGED = new Sent.Acknowledged();
    private static final RecordTooLargeException LARGE = new RecordTooLargeException("x");
    private static final TimeoutException LATE = new TimeoutException("x");

    private final Sends sends = new Sends(2);

    private void ends(int record, Throwable failure) {
        sends.outcome(record, handedOn -> {}).accept(failure);
    }

    @Test
    void itIsCompleteWhenTheOutcomeOfEachIsKnown() {
        ends(1, LARGE);
        assertThat(sends.all()).isNotCompleted();
        ends(0, null);
        assertThat(sends.all()).isCompletedWithValue(List.of(ACKNOWLEDGED, Sent.failed(LARGE)));
    }

    @Test
    void ofWhatIsNotAcknowledgedInTimeNothingIsKnown() {
        ends(0, null);

        assertThat(sends.knownOr(LATE)).containsExactly(ACKNOWLEDGED, new Sent.Unknown(LATE));
    }

    @Test
    void theFirstOutcomeOfARecordCountsAndNoOtherRecordIsTakenForIt() {
        ends(0, LATE);
        ends(0, null);
        assertThat(sends.all()).isNotCompleted();
        ends(1, null);

        assertThat(sends.knownOr(LATE)).containsExactly(new Sent.Unknown(LATE), ACKNOWLEDGED);
    }

    @Test
    void eachOutcomeIsHandedOn() {
        var handedOn = new ArrayList<Throwable>();

        sends.outcome(0, handedOn::add).accept(null);
        sends.outcome(1, handedOn::add).accept(LATE);

        assertThat(handedOn).containsExactly(null, LATE);
    }
}
