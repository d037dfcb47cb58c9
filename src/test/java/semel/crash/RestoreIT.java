package semel.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import semel.kit.App;
import semel.kit.EventStream;
import semel.kit.Servers;
import semel.kit.Stage;
import semel.sandbox.Database;

/** The tables on another server, as pg_dump or a logical migration leaves them: the ids of transactions in them are those of the first. */
class RestoreIT {
    private static final String ORDERS = "/orders/stream";
    private static final Path PAGE = Path.of("docs", "how-to", "back-up-and-restore.md");
    private static final Pattern STATEMENT = Pattern.compile("```sql\n(do .*?)```", Pattern.DOTALL);

    @Test
    void aDumpOnAServerWhoseTransactionIdsAreLowerGoesOn() throws Exception {
        try (var servers = Servers.start();
                var stage = Stage.at(servers, Map.of());
                var other = Database.start()) {
            // Given orders whose last one a client of the stream has not seen
            assign(stage, 200_000);
            var ids = new ArrayList<UUID>();
            String seen;
            try (var app = stage.start("semel-0").awaitReady()) {
                stage.receive(app);
                try (var stream = EventStream.open(app.base().resolve(ORDERS), null, Map.of())) {
                    ids.addAll(place(stage, app, 20));
                    await().atMost(Stage.PATIENCE).until(() -> stream.events().size() == 20);
                    seen = stream.lastId();
                }
                ids.addAll(place(stage, app, 5));
                stage.awaitDone();
            }
            // When
            try (var moved = stage.movedTo(other)) {
                copy(stage, moved);
                assertThat(newest(moved)).isGreaterThan(next(moved));
                try (var app = moved.start("semel-0").awaitReady();
                        var stream = EventStream.open(app.base().resolve(ORDERS), seen, Map.of())) {
                    // Then
                    assertThat(app.output())
                            .contains(
                                    "tables of another server found", "transaction ids moved past those of the tables");
                    assertThat(next(moved)).isGreaterThan(newest(moved));
                    ids.addAll(place(moved, app, 10));
                    await().atMost(Stage.PATIENCE).until(() -> stream.events().size() >= 15);
                    assertThat(stream.events())
                            .extracting(EventStream.Event::id)
                            .doesNotHaveDuplicates()
                            .hasSize(15);
                    moved.assertExactlyOnce(app, ids);
                }
            }
        }
    }

    /** A planted loss in a restored dump is named: nothing in it is taken for unseen or for judged. */
    @Test
    void whatIsMissingInADumpIsNamed() throws Exception {
        try (var servers = Servers.start();
                var stage = Stage.at(servers, Map.of());
                var other = Database.start()) {
            // Given
            assign(stage, 100_000);
            List<UUID> ids;
            try (var app = stage.start("semel-0").awaitReady()) {
                stage.receive(app);
                ids = place(stage, app, 5);
                stage.awaitDone();
            }
            try (var moved = stage.movedTo(other)) {
                copy(stage, moved);
                var lost = ids.get(2);
                moved.execute("delete from customer_order where order_id = '" + lost + "'");
                // When
                try (var app = moved.start("semel-0").awaitReady()) {
                    // Then
                    var audit = await().atMost(Stage.PATIENCE)
                            .until(
                                    () -> moved.client()
                                            .get(app.base().resolve("/audit"))
                                            .body(),
                                    answer -> answer.contains("\"verdict\":\"DIRTY\""));
                    assertThat(audit).contains(lost.toString());
                    assertThat(moved.prove(ids).toString()).contains(lost.toString());
                }
            }
        }
    }

    private static List<UUID> place(Stage stage, App app, int orders) {
        var ids = new ArrayList<UUID>();
        while (ids.size() < orders) {
            var id = stage.order(app).orderId();
            if (id != null) ids.add(UUID.fromString(id));
        }
        return ids;
    }

    /** As on a server that was used for long, by the statement of the page. */
    private static void assign(Stage stage, int transactions) throws IOException {
        var statement = STATEMENT.matcher(Files.readString(PAGE));
        assertThat(statement.find()).isTrue();
        stage.execute(statement.group(1).replaceFirst("'\\d+'", "'" + (next(stage) + transactions) + "'"));
    }

    private static long newest(Stage stage) {
        return stage.count("select max(cast(cast(written_in as text) as bigint)) from decision");
    }

    private static long next(Stage stage) {
        return stage.count("select cast(cast(pg_snapshot_xmax(pg_current_snapshot()) as text) as bigint)");
    }

    /** All rows of all tables, as a dump has them. */
    private static void copy(Stage from, Stage to) throws SQLException, IOException {
        Flyway.configure()
                .dataSource(
                        to.settings().get("quarkus.datasource.jdbc.url"),
                        to.database().user(),
                        to.database().password())
                .load()
                .migrate();
        var tables = from.rows(
                "select tablename from pg_tables where schemaname = 'public' and tablename <> 'flyway_schema_history'",
                row -> row.getString(1));
        assertThat(tables).contains("decision", "audit_watermark");
        try (var source = from.connect();
                var target = to.connect()) {
            for (var table : tables) {
                var rows = new ByteArrayOutputStream();
                source.unwrap(PGConnection.class).getCopyAPI().copyOut("copy " + table + " to stdout", rows);
                target.unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("copy " + table + " from stdin", new ByteArrayInputStream(rows.toByteArray()));
            }
        }
    }
}
