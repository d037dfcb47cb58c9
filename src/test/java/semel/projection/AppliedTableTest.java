package semel.projection;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.uuid.UuidCreator;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;
import semel.kit.Outside;
import semel.order.Outcome;
import semel.wire.Known;
import semel.wire.Topics;

@QuarkusTest
class AppliedTableTest {
    /** None that the topics have: nobody else applies anything there. */
    private static final int PARTITION = 98;

    @Inject
    Outside outside;

    @Inject
    Tables tables;

    @Inject
    Topics topics;

    @Test
    void aBatchThatIsDeliveredAgainLateTakesNothingBack() throws Throwable {
        apply(10);
        assertThat(appliedNext()).isEqualTo("11");
        // When
        apply(5);
        // Then
        assertThat(appliedNext()).isEqualTo("11");
        apply(12);
        assertThat(appliedNext()).isEqualTo("13");
    }

    @Test
    void onlyTopicsOfTheseNamesAreTold() throws Throwable {
        apply(10);
        // When
        var known = VertxContextSupport.subscribeAndAwait(() -> tables.known(List.of(topics.inventory())));
        // Then
        assertThat(known).extracting(Known::topic).doesNotContain(topics.notifications());
    }

    private void apply(long offset) throws Throwable {
        var event = Events.notified(UuidCreator.getTimeOrderedEpoch(), Outcome.FULFILLED);
        var batch = List.of(Events.at(topics, PARTITION, offset, event));
        VertxContextSupport.subscribeAndAwait(() -> tables.applyOnce(Effects.of(batch, topics)));
    }

    private String appliedNext() {
        return outside.rows.one("select applied_next from applied where partition = ?", PARTITION);
    }
}
