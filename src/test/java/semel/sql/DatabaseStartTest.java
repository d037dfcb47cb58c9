package semel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DatabaseStartTest {
    private static final Map<String, String> ONE = Map.of("backend", "7");

    @Test
    void twoConnectionsAreTwoSessions() {
        assertThat(DatabaseStart.different(ONE, Map.of("backend", "8")).succeeded())
                .isTrue();
    }

    @Test
    void aPoolerThatGivesBothOneSessionIsRefused() {
        assertThat(DatabaseStart.different(ONE, ONE).cause())
                .isInstanceOf(SessionRefused.class)
                .hasMessageContaining("session mode");
    }
}
