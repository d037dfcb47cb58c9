package semel.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import semel.kit.Provokes;

/**
 * What the emission promises under each group protocol; a subclass for each.
 *
 * @see "docs/explanation/decisions/0001-confirm-each-transaction.md"
 */
@Provokes({"semel.decision.Recovery", "io.smallrye.reactive.messaging.kafka", "org.apache.kafka.clients.NetworkClient"})
abstract class PublicationFaults extends FaultHarness {
    @Test
    void nothingIsLostOrDoubledWhenAMemberTakesPartitionsAndLeaves() {
        assertThat(ordersUnder(EmissionVariant.Shape.PRODUCT, memberOf("orders-in"))
                        .isExactlyOnce())
                .isTrue();
    }

    @Test
    void nothingIsLostOrDoubledWhenAMemberTakesNoneOfOurPartitionsAndLeaves() {
        assertThat(ordersUnder(EmissionVariant.Shape.PRODUCT, memberOf("notifications"))
                        .isExactlyOnce())
                .isTrue();
    }
}
