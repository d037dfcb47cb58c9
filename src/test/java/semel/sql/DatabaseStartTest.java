package semel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests the check that two connections are two sessions of the database. */
class DatabaseStartTest {
    private static final Map<String, String> FIRST = Map.of("backend", "7");

    @Test
    void twoConnectionsAreTwoSessions() {
        assertThat(DatabaseStart.different(FIRST, Map.of("backend", "8")).succeeded())
                .isTrue();
    }

    @Test
    void aPoolerThatGivesTwoConnectionsOneSessionIsRefused() {
        assertThat(DatabaseStart.different(FIRST, FIRST).cause())
                .isInstanceOf(SessionRefused.class)
                .hasMessageContaining("session mode");
    }
}
