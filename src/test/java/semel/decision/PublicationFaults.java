package semel.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import semel.kit.Provokes;

/**
 * Tests the guarantees of the emission under a group protocol. One subclass for each protocol.
 *
 * @see "docs/explanation/decisions/0001-confirm-each-transaction.md"
 */
@Provokes({"semel.decision.Recovery", "io.smallrye.reactive.messaging.kafka", "org.apache.kafka.clients.NetworkClient"})
abstract class PublicationFaults extends FaultHarness {
    @Test
    void nothingIsLostOrDuplicatedWhenAMemberTakesPartitionsAndLeaves() {
        assertThat(ordersUnder(EmissionVariant.Shape.PRODUCT, memberOf("orders-in"))
                        .isExactlyOnce())
                .isTrue();
    }

    @Test
    void nothingIsLostOrDuplicatedWhenAMemberTakesNoneOfOurPartitionsAndLeaves() {
        assertThat(ordersUnder(EmissionVariant.Shape.PRODUCT, memberOf("notifications"))
                        .isExactlyOnce())
                .isTrue();
    }
}
