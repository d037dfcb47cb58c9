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

/** Tests which settings of a session and of a server are refused. */
class SessionGuaranteesTest {
    private static final Map<String, String> VALID = Map.of(
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
    void aSessionThatMeetsAllGuaranteesIsUsed() {
        assertThat(guarantees.violations("7", VALID)).isEmpty();
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
    void aSettingWithAWrongValueIsNamed(String name, String value) {
        assertThat(guarantees.violations("7", validExcept(name, value)))
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
    void aMissingSettingIsNamed(String name) {
        assertThat(guarantees.violations("7", validExcept(name, null)))
                .singleElement()
                .asString()
                .contains(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "remote_write", "remote_apply"})
    void aSynchronousCommitThatWaitsForTheDiskIsAccepted(String durable) {
        assertThat(guarantees.violations("7", validExcept("synchronous_commit", durable)))
                .isEmpty();
    }

    @Test
    void aConnectionThatReachesAnotherBackendIsRefused() {
        assertThat(guarantees.violations("8", VALID)).singleElement().asString().contains("pooler");
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 15, 16})
    void aServerBeforeVersion17IsUsedWithoutATransactionTimeout(int major) {
        var found = validExcept("transaction_timeout", null);
        found.put("server_version_num", Integer.toString(major * 10_000 + 1));
        assertThat(guarantees.violations("7", found)).isEmpty();
        assertThat(SessionGuarantees.boundsTransactions(found)).isFalse();
        assertThat(SessionGuarantees.boundsTransactions(VALID)).isTrue();
    }

    @Test
    void aServerBeforeVersion14IsRefusedAndItsVersionIsNamed() {
        var found = validExcept("server_version_num", "130022");
        found.put("server_version", "13.22 (Debian)");
        assertThat(guarantees.ofTheServer(found))
                .singleElement()
                .asString()
                .contains("13.22 (Debian)")
                .contains("14 or newer");
    }

    @Test
    void aServerWithoutFsyncIsUsedOnlyIfConfigured() {
        assertThat(guarantees.ofTheServer(validExcept("fsync", "off"))).isNotEmpty();
        assertThat(with(Map.of("semel.sql.require-fsync", "false")).ofTheServer(validExcept("fsync", "off")))
                .isEmpty();
    }

    @Test
    void theTimeoutsComeFromTheConfiguration() {
        var configured = with(Map.of("semel.sql.lock-timeout", "1s"));
        assertThat(configured.set()).contains("('lock_timeout', '1000')");
        assertThat(configured.violations("7", VALID)).singleElement().asString().contains("lock_timeout");
        assertThat(configured.violations("7", validExcept("lock_timeout", "1000")))
                .isEmpty();
    }

    private static Map<String, String> validExcept(String name, String value) {
        var found = new HashMap<>(VALID);
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
