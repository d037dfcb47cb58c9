package semel.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import semel.kit.App;
import semel.kit.DatabaseRows;
import semel.kit.Servers;

/** Tests that an unusable database ends the start before anything in it is changed. */
class DatabaseRefusedIT {
    @Test
    void aReadOnlyDatabaseIsRefusedBeforeItIsMigrated() {
        try (var servers = Servers.start()) {
            var database = servers.database();
            var rows = new DatabaseRows(database.jdbcUrl(), database.user());
            var server = new DatabaseRows(database.jdbcUrl("postgres"), "postgres");

            rows.execute("alter role current_user set default_transaction_read_only = on");
            assertRefused(servers, "it is read-only");
            server.execute("alter role " + database.user() + " reset all");

            assertThat(rows.one("select count(*) from pg_tables where schemaname = 'public'"))
                    .isEqualTo("0");

            // Unsafe settings of the role are overridden.
            rows.execute("alter role current_user set synchronous_commit = off");
            rows.execute("alter role current_user set statement_timeout = 0");
            try (var app = App.start(settings(servers)).awaitReady()) {
                assertThat(app.isAlive()).isTrue();
            }
        }
    }

    private static void assertRefused(Servers servers, String reason) {
        try (var app = App.start(settings(servers))) {
            assertThat(app.awaitExit()).isEqualTo(1);
            assertThat(app.output())
                    .contains("the database cannot be used: " + reason)
                    .doesNotContain("Listening on");
        }
    }

    private static Map<String, String> settings(Servers servers) {
        var database = servers.database();
        return new HashMap<>(Map.of(
                "semel.instance", "semel-0",
                "kafka.bootstrap.servers", servers.bootstrapServers(),
                "quarkus.datasource.jdbc.url", database.jdbcUrl(),
                "quarkus.datasource.reactive.url", database.reactiveUrl(),
                "quarkus.datasource.username", database.user(),
                "quarkus.datasource.password", database.password()));
    }
}
