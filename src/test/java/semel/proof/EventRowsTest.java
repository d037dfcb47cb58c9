package semel.proof;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import semel.order.EventId;

class EventRowsTest {
    /** Of another kind the proof would say that all of it is lost. */
    @Test
    void eachKindThatIsAppliedIsRead() {
        assertThat(AppliedRows.KINDS)
                .extracting(rows -> rows.kind)
                .containsExactlyInAnyOrderElementsOf(EventId.Kind.applied());
    }
}
