package semel.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks that a database of the sandbox keeps committed rows when it is stopped, frozen or killed. */
class DatabaseIT {
    private static Database database;

    @BeforeAll
    static void start() {
        database = Database.start();
    }

    @AfterAll
    static void end() {
        database.close();
        assertThat(database.isAlive()).isFalse();
        assertThat(database.folder()).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "fsync, on",
        "synchronous_commit, on",
        "full_page_writes, on",
        "server_encoding, UTF8",
        "listen_addresses, 127.0.0.1"
    })
    void theSettingsKeepAcknowledgedCommits(String setting, String value) throws SQLException {
        assertThat(queried("SHOW " + setting)).isEqualTo(value);
    }

    @Test
    void theDatabaseIsPostgresEighteen() throws SQLException {
        assertThat(queried("SHOW server_version_num")).startsWith("18");
    }

    @Test
    void anotherDatabaseIsSeparateAndOwnedByTheRole() throws SQLException {
        // Given
        database.create("another");
        // When
        try (var connection =
                        DriverManager.getConnection(database.jdbcUrl("another"), database.user(), database.password());
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE public.ours (id int)");
        }
        // Then
        assertThatThrownBy(() -> queried("SELECT count(*) FROM ours")).isInstanceOf(SQLException.class);
    }

    @Test
    void committedRowsSurviveEveryKindOfEnd() throws SQLException {
        // Given
        execute("CREATE TABLE kept (ending text)");
        var pid = database.pid();
        // When
        execute("INSERT INTO kept VALUES ('stop')");
        database.stop();
        assertThat(database.isAlive()).isFalse();
        database.restart();
        execute("INSERT INTO kept VALUES ('immediate stop')");
        database.stopImmediately();
        database.restart();
        execute("INSERT INTO kept VALUES ('kill')");
        database.kill();
        database.restart();
        // Then
        assertThat(database.pid()).isNotEqualTo(pid);
        assertThat(queried("SELECT string_agg(ending, ', ' ORDER BY ending) FROM kept"))
                .isEqualTo("immediate stop, kill, stop");
    }

    @Test
    void aFrozenDatabaseIsSilentUntilItIsThawed() throws SQLException {
        try (var connection = connection()) {
            // When
            database.freeze();
            // Then
            try {
                assertThat(connection.isValid(1)).isFalse();
            } finally {
                database.thaw();
            }
        }
        assertThat(queried("SELECT 'awake'")).isEqualTo("awake");
    }

    private static Connection connection() throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }

    private static void execute(String sql) throws SQLException {
        try (var connection = connection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String queried(String sql) throws SQLException {
        try (var connection = connection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
