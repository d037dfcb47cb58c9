package semel.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import semel.intake.IntakeAndViewAlone;
import semel.kit.TestServers;

/** Tests which sessions the pool uses, closes and replaces. The pool has one connection, so another session id shows a replacement. */
@QuarkusTest
@TestProfile(IntakeAndViewAlone.class)
class SessionsTest {
    @Inject
    Connections connections;

    @Inject
    Vertx vertx;

    @Inject
    TestServers servers;

    @ConfigProperty(name = "quarkus.datasource.reactive.url")
    String url;

    @ConfigProperty(name = "quarkus.datasource.username")
    String user;

    private Pool pool;

    @BeforeEach
    void createPool() {
        pool = pool(PgConnectOptions.fromUri(url).setUser(user));
    }

    @AfterEach
    void closePool() throws SQLException {
        alter("reset all");
        resultOf(pool.close());
    }

    @ParameterizedTest
    @CsvSource({
        "lock_timeout, 0, 5s",
        "statement_timeout, 0, 10s",
        "idle_in_transaction_session_timeout, 0, 5s",
        "transaction_timeout, 0, 15s",
        "synchronous_commit, off, on",
        "synchronous_commit, local, on",
        "synchronous_commit, remote_apply, remote_apply"
    })
    void aRolesSettingsCannotWeakenTheSession(String name, String ofTheRole, String inTheSession) throws SQLException {
        alter("set " + name + " = '" + ofTheRole + "'");
        assertThat(text(pool, "show " + name)).isEqualTo(inTheSession);
    }

    @Test
    void noConnectionPropertyIsSentThatAPoolerRefuses() {
        var options = PgConnectOptions.fromUri(url).setUser(user);
        resultOf(pool(options).close());
        assertThat(options.getProperties()).containsOnlyKeys("application_name", "client_encoding", "DateStyle");
    }

    @Test
    void aReadOnlySessionIsNotUsed() throws SQLException {
        alter("set default_transaction_read_only = on");
        for (int attempt = 0; attempt < 3; attempt++) {
            assertThatThrownBy(() -> text(pool, "select '1'"))
                    .hasRootCauseInstanceOf(SessionRefused.class)
                    .rootCause()
                    .hasMessageContaining("read-only");
        }
        alter("reset default_transaction_read_only");
        assertThat(text(pool, "select '1'")).isEqualTo("1");
    }

    @Test
    void ifAnAddressIsUnreachableTheNextOneIsUsed() {
        var unreachable =
                PgConnectOptions.fromUri("postgresql://127.0.0.1:1/semel").setUser(user);
        var both = pool(unreachable, PgConnectOptions.fromUri(url).setUser(user));
        for (int attempt = 0; attempt < 3; attempt++) {
            assertThat(text(both, "select '1'")).isEqualTo("1");
        }
        resultOf(both.close());
    }

    @ParameterizedTest
    @ValueSource(strings = {"25006", "57P02", "57P03", "08006", "26000", "42P05", "0A000"})
    void aSessionThatWouldFailAgainIsClosed(String state) {
        var before = session();
        assertThatThrownBy(() -> resultOf(pool.query(raise(state)).execute())).hasMessageContaining(state);
        assertThat(session()).isNotEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"25006", "57P02", "0A000"})
    void aSessionThatWouldFailAgainIsClosedAtTheEndOfItsTransaction(String state) {
        var before = session();
        assertThatThrownBy(() -> resultOf(pool.withTransaction(connection -> connection
                        .query("select 1")
                        .execute()
                        .compose(selected -> connection.query(raise(state)).execute()))))
                .hasMessageContaining(state);
        assertThat(session()).isNotEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "40001", "40P01", "55P03", "57014", "P0001"})
    void aSessionStaysOpenAfterAFailedStatement(String state) {
        var before = session();
        assertThatThrownBy(() -> resultOf(pool.query(raise(state)).execute())).hasMessageContaining(state);
        assertThatThrownBy(() -> resultOf(pool.withTransaction(
                        connection -> connection.query(raise(state)).execute())))
                .hasMessageContaining(state);
        assertThat(session()).isEqualTo(before);
    }

    @Test
    void aSessionThatTheServerEndsIsReplaced() throws SQLException {
        var before = session();
        try (var other = servers.connect();
                var statement = other.createStatement()) {
            statement.execute("select pg_terminate_backend(" + before + ", 10000)");
        }
        await().ignoreExceptions().until(() -> !session().equals(before));
    }

    private static String raise(String state) {
        return "do $$ begin raise sqlstate '" + state + "'; end $$";
    }

    private String session() {
        return text(pool, "select cast(pg_backend_pid() as text)");
    }

    private Pool pool(PgConnectOptions... addresses) {
        return connections.create(new PgPoolCreator.Input() {
            @Override
            public Vertx vertx() {
                return vertx;
            }

            @Override
            public PoolOptions poolOptions() {
                return new PoolOptions().setMaxSize(1);
            }

            @Override
            public List<PgConnectOptions> pgConnectOptionsList() {
                return List.of(addresses);
            }
        });
    }

    private static String text(SqlClient client, String sql) {
        Row row = resultOf(client.query(sql).execute()).iterator().next();
        return row.getString(0);
    }

    private static <T> T resultOf(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    private void alter(String change) throws SQLException {
        try (var connection = servers.connect();
                var statement = connection.createStatement()) {
            connection.setReadOnly(false);
            statement.execute("set default_transaction_read_only = off");
            statement.execute("alter role " + user + " in database " + connection.getCatalog() + " " + change);
        }
    }
}
