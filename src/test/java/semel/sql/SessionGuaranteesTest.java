package semel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionGuaranteesTest {
    private static final Map<String, String> AS_WANTED = Map.of(
            "server_version", "18.1",
            "server_version_num", "180001",
            "fsync", "on",
            "synchronous_commit", "on",
            "transaction_read_only", "off",
            "lock_timeout", "5000",
            "statement_timeout", "10000",
            "idle_in_transaction_session_timeout", "5000",
            "transaction_timeout", "15000",
            "backend", "7");

    private final SessionGuarantees guarantees = with(Map.of());

    @Test
    void aSessionThatHoldsAllIsUsed() {
        assertThat(guarantees.violations("7", AS_WANTED)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "synchronous_commit, off",
        "synchronous_commit, local",
        "lock_timeout, 0",
        "statement_timeout, 0",
        "idle_in_transaction_session_timeout, 0",
        "transaction_timeout, 0",
        "fsync, off",
        "transaction_read_only, on"
    })
    void aSettingThatDoesNotHoldIsNamed(String name, String value) {
        assertThat(guarantees.violations("7", but(name, value)))
                .singleElement()
                .asString()
                .contains(name.equals("transaction_read_only") ? "read-only" : name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "synchronous_commit",
                "lock_timeout",
                "statement_timeout",
                "idle_in_transaction_session_timeout",
                "transaction_timeout"
            })
    void aSettingThatIsNotSaidDoesNotHold(String name) {
        assertThat(guarantees.violations("7", but(name, null)))
                .singleElement()
                .asString()
                .contains(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "remote_write", "remote_apply"})
    void aCommitThatWaitsForMoreIsLeftAsItIs(String durable) {
        assertThat(guarantees.violations("7", but("synchronous_commit", durable)))
                .isEmpty();
    }

    @Test
    void aConnectionThatReachesAnotherBackendIsShared() {
        assertThat(guarantees.violations("8", AS_WANTED))
                .singleElement()
                .asString()
                .contains("pooler");
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 15, 16})
    void anOlderServerBoundsNoTransactionAndIsUsed(int major) {
        var found = but("transaction_timeout", null);
        found.put("server_version_num", Integer.toString(major * 10_000 + 1));
        assertThat(guarantees.violations("7", found)).isEmpty();
        assertThat(SessionGuarantees.boundsTransactions(found)).isFalse();
        assertThat(SessionGuarantees.boundsTransactions(AS_WANTED)).isTrue();
    }

    @Test
    void aServerThatIsTooOldIsRefusedWithItsVersion() {
        var found = but("server_version_num", "130022");
        found.put("server_version", "13.22 (Debian)");
        assertThat(guarantees.ofTheServer(found))
                .singleElement()
                .asString()
                .contains("13.22 (Debian)")
                .contains("14 or newer");
    }

    @Test
    void aServerThatMayLoseItsDataIsUsedOnlyWhereThatWasSaid() {
        assertThat(guarantees.ofTheServer(but("fsync", "off"))).isNotEmpty();
        assertThat(with(Map.of("semel.sql.require-fsync", "false")).ofTheServer(but("fsync", "off")))
                .isEmpty();
    }

    @Test
    void limitsAreThoseOfTheConfiguration() {
        var other = with(Map.of("semel.sql.lock-timeout", "1s"));
        assertThat(other.set()).contains("('lock_timeout', '1000')");
        assertThat(other.violations("7", AS_WANTED)).singleElement().asString().contains("lock_timeout");
        assertThat(other.violations("7", but("lock_timeout", "1000"))).isEmpty();
    }

    private static Map<String, String> but(String name, String value) {
        var found = new HashMap<>(AS_WANTED);
        if (value == null) {
            found.remove(name);
        } else {
            found.put(name, value);
        }
        return found;
    }

    private static SessionGuarantees with(Map<String, String> settings) {
        return new SessionGuarantees(new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 100, new DurationConverter())
                .withMapping(SqlConfig.class)
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(SqlConfig.class));
    }
}
