package semel.projection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import semel.order.EventId;

class EventTableTest {
    /** Events without a table would be read and then forgotten. */
    @Test
    void eachKindThatIsAppliedHasOneTable() {
        assertThat(ProjectionTables.TABLES)
                .extracting(EventTable::kind)
                .containsExactlyInAnyOrderElementsOf(EventId.Kind.applied());
    }
}
