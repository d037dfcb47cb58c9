package semel.kafka;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerFeaturesTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aClusterWithAnOlderTransactionVersionIsRefused(int version) {
        assertThatIllegalStateException()
                .isThrownBy(() -> BrokerFeatures.requireTransactions(version))
                .withMessageContaining("transaction.version=" + version);
    }

    @Test
    void aClusterWithTransactionVersionTwoIsAccepted() {
        assertThatCode(() -> BrokerFeatures.requireTransactions(2)).doesNotThrowAnyException();
    }
}
