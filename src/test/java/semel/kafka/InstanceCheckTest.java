package semel.kafka;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceCheckTest {
    @ParameterizedTest
    @ValueSource(strings = {"unset", "", " "})
    void aReplicaWithoutAnInstanceIdDoesNotStart(String instance) {
        assertThatThrownBy(() -> new InstanceCheck().check(null, instance))
                .hasMessageContaining("semel.instance is not set")
                .hasMessageContaining("SEMEL_INSTANCE=semel-0");
    }

    @Test
    void aReplicaWithAnInstanceIdStarts() {
        assertThatCode(() -> new InstanceCheck().check(null, "semel-0")).doesNotThrowAnyException();
    }
}
