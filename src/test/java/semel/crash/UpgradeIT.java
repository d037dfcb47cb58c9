package semel.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import semel.kit.App;
import semel.kit.Client;
import semel.kit.DatabaseRows;
import semel.kit.Servers;
import semel.kit.TestPipeline;

/** Runs the steps of docs/how-to/upgrade.md: an owner role migrates the tables, and replicas are replaced one by one, up and down. */
class UpgradeIT {
    private static final Path PAGE = Path.of("docs", "how-to", "upgrade.md");
    private static final Pattern ROLES = Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL);
    /** For a proxy that checks readiness late, as on a slow machine. */
    private static final Map<String, String> PATIENT_PROXY = Map.of("quarkus.shutdown.delay", "3s");

    private static final Map<String, String> NOT_AT_START = Map.of("quarkus.flyway.migrate-at-start", "false");

    @Test
    void anOwnerRoleMigratesTheTablesInASeparateStep() throws IOException {
        try (var servers = Servers.start()) {
            // Given
            var database = servers.database();
            var server = new DatabaseRows(database.jdbcUrl("postgres"), "postgres");
            server.execute("drop database semel");
            server.execute("drop role semel");
            for (var statement : roles()) {
                new DatabaseRows(database.jdbcUrl(statement.startsWith("create ") ? "postgres" : "semel"), "postgres")
                        .execute(statement);
            }
            var replica = settings(servers, "semel", NOT_AT_START);
            // When the tables are missing
            try (var app = App.start(replica)) {
                assertThat(app.awaitExit()).isEqualTo(1);
                assertThat(app.output())
                        .contains("the tables are older than this build, migrations are missing: 1 (tables)")
                        .doesNotContain("Listening on");
            }
            // When they are migrated, without a broker
            var step = settings(servers, "semel_owner", Map.of("quarkus.init-and-exit", "true"));
            step.put("kafka.bootstrap.servers", "127.0.0.1:1");
            step.remove("semel.instance");
            for (var again = 0; again < 2; again++) {
                try (var app = App.start(step)) {
                    assertThat(app.awaitExit()).as(app::output).isZero();
                    assertThat(app.output()).doesNotContain("Listening on", "ERROR");
                }
            }
            // Then
            try (var app = App.start(replica).awaitReady()) {
                var client = new Client();
                await().atMost(TestPipeline.PATIENCE)
                        .until(() ->
                                client.receive(app.base(), "stock", "pen", 10).status() == 202);
                await().atMost(TestPipeline.PATIENCE)
                        .until(() -> client.order(app.base(), "k-1", "pen").status() == 202);
                await().atMost(TestPipeline.PATIENCE)
                        .until(
                                () -> client.get(app.base().resolve("/audit")).body(),
                                audit -> audit.contains("\"verdict\":\"CLEAN\"") && audit.contains("\"fulfilled\":1"));
            }
            assertThat(new DatabaseRows(database.jdbcUrl(), "semel")
                            .one("select has_schema_privilege('public', 'create'), pg_get_userbyid(relowner)"
                                    + " from pg_class where relname = 'decision'"))
                    .isEqualTo("f semel_owner");
        }
    }

    /** The page's statements for roles; passwords do not matter, because local connections are trusted. */
    private static List<String> roles() throws IOException {
        var block = ROLES.matcher(Files.readString(PAGE));
        assertThat(block.find()).isTrue();
        return Arrays.stream(block.group(1).split(";"))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    private static Map<String, String> settings(Servers servers, String role, Map<String, String> more) {
        var database = servers.database();
        var settings = new HashMap<>(Map.of(
                "semel.instance",
                "semel-0",
                "kafka.bootstrap.servers",
                servers.bootstrapServers(),
                "quarkus.datasource.jdbc.url",
                database.jdbcUrl(),
                "quarkus.datasource.reactive.url",
                database.reactiveUrl(),
                "quarkus.datasource.username",
                role,
                "quarkus.datasource.password",
                role));
        settings.putAll(more);
        return settings;
    }

    @Test
    void replicasAreReplacedOneByOneUpAndDownUnderLoad(@TempDir Path next) throws Exception {
        try (var pipeline = TestPipeline.on(PATIENT_PROXY);
                var route = new Route()) {
            var replicas = new App[] {route.add(pipeline.start("semel-0")), route.add(pipeline.start("semel-1"))};
            pipeline.receive(replicas[0]);
            route.load();
            // When the tables of the next build are created while this build runs
            Files.writeString(next.resolve("V9000__shipments.sql"), """
                    create table shipment (order_id uuid not null primary key);
                    alter table decision add column note text;
                    alter table customer_order add column weight bigint not null default 0;
                    create index customer_order_of_weight on customer_order (weight);
                    """);
            route.awaitAccepted(100);
            migrate(pipeline, next);
            // Then all replicas are replaced twice: up, and down again with the tables of the next build
            for (var turn = 0; turn < 2 * replicas.length; turn++) {
                var number = turn % replicas.length;
                route.remove(replicas[number]);
                replicas[number].close();
                replicas[number] = route.add(pipeline.start("semel-" + number));
                route.awaitAccepted(50);
            }
            route.stop();
            pipeline.assertExactlyOnce(replicas[0], route.accepted());
            assertThat(route.broken()).isEmpty();
            for (var replica : replicas) replica.close();
        }
    }

    private static void migrate(TestPipeline pipeline, Path next) {
        Flyway.configure()
                .dataSource(
                        pipeline.settings().get("quarkus.datasource.jdbc.url"),
                        pipeline.database().user(),
                        pipeline.database().password())
                .locations("classpath:db/migration", "filesystem:" + next)
                .load()
                .migrate();
    }

    /**
     * Balances requests as a common proxy does: only to replicas that were ready at the last check and have not answered 503 since. After
     * a 503 it tries the next replica.
     */
    private static final class Route implements AutoCloseable {
        private static final int CLIENTS = 4;
        private static final Duration BETWEEN = Duration.ofMillis(100);

        private final HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        private final List<App> replicas = new CopyOnWriteArrayList<>();
        private final List<URI> ready = new CopyOnWriteArrayList<>();
        private final Queue<UUID> accepted = new ConcurrentLinkedQueue<>();
        private final Queue<String> broken = new ConcurrentLinkedQueue<>();
        private final AtomicInteger turn = new AtomicInteger();
        private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(CLIENTS + 1);

        /** Adds a replica when it is ready. */
        App add(App replica) {
            replicas.add(replica.awaitReady());
            return replica;
        }

        /** Stops a replica; it still gets requests until it is no longer ready. */
        void remove(App replica) {
            replica.stop();
            assertThat(replica.awaitExit()).isEqualTo(143);
            replicas.remove(replica);
        }

        void load() {
            threads.scheduleWithFixedDelay(this::checkReadiness, 0, BETWEEN.toMillis(), TimeUnit.MILLISECONDS);
            await().atMost(TestPipeline.PATIENCE).until(() -> ready.size() == replicas.size());
            for (var client = 0; client < CLIENTS; client++) {
                threads.scheduleWithFixedDelay(this::place, 0, 10, TimeUnit.MILLISECONDS);
            }
        }

        private void checkReadiness() {
            for (var replica : replicas) {
                var base = replica.base();
                if (!isReady(base)) {
                    ready.remove(base);
                } else if (!ready.contains(base)) {
                    ready.add(base);
                }
            }
        }

        private boolean isReady(URI base) {
            try {
                var request =
                        HttpRequest.newBuilder(base.resolve("/q/health/ready")).timeout(Duration.ofSeconds(2));
                return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                                .statusCode()
                        == 200;
            } catch (IOException down) {
                return false;
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        private void place() {
            var key = UUID.randomUUID().toString();
            var deadline = System.nanoTime() + TestPipeline.PATIENCE.toNanos();
            while (System.nanoTime() < deadline && !Thread.currentThread().isInterrupted()) {
                var all = List.copyOf(ready);
                if (!all.isEmpty() && isAccepted(key, all.get(turn.incrementAndGet() % all.size()))) return;
            }
            broken.add("not accepted: " + key);
        }

        private boolean isAccepted(String key, URI base) {
            try {
                var request = HttpRequest.newBuilder(base.resolve("/orders"))
                        .timeout(TestPipeline.PATIENCE)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", key)
                        .POST(HttpRequest.BodyPublishers.ofString(Client.anOrder(key, List.of("pen"))));
                var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() == 202) {
                    accepted.add(UUID.fromString(new Client.Answer(202, answer.body()).orderId()));
                    return true;
                }
                ready.remove(base);
                if (answer.statusCode() != 503) broken.add(answer.statusCode() + " " + answer.body());
            } catch (IOException cut) {
                broken.add(base + " " + cut);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return false;
        }

        /** Waits for a number of further accepted orders. */
        void awaitAccepted(int more) {
            var enough = accepted.size() + more;
            await().atMost(TestPipeline.PATIENCE).until(() -> accepted.size() >= enough);
        }

        void stop() throws InterruptedException {
            threads.shutdown();
            assertThat(threads.awaitTermination(TestPipeline.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        }

        List<UUID> accepted() {
            return List.copyOf(accepted);
        }

        List<String> broken() {
            return List.copyOf(broken);
        }

        @Override
        public void close() {
            threads.shutdownNow();
        }
    }
}
