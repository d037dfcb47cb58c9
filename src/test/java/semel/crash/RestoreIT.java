package semel.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import semel.kit.App;
import semel.kit.Client;
import semel.kit.EventStream;
import semel.kit.Servers;
import semel.kit.TestPipeline;
import semel.sandbox.Database;

/**
 * Tests a database that was copied: its tables by pg_dump or logically, which then hold transaction ids of the first server, or its data
 * folder.
 */
class RestoreIT {
    private static final int ORDERS = Integer.getInteger("semel.restore.orders", 400);
    private static final int BATCH = ORDERS <= 10_000 ? 20 : 1_000;
    private static final Pattern ORDER_ID = Pattern.compile("\"orderId\":\"([0-9a-f-]{36})\"");
    private static final Map<String, String> LOOKING_OFTEN = Map.of("semel.parking.look", "1s");
    private static final String STREAM = "/orders/stream";
    private static final Path PAGE = Path.of("docs", "how-to", "back-up-and-restore.md");
    private static final Pattern STATEMENT = Pattern.compile("```sql\n(do .*?)```", Pattern.DOTALL);

    @Test
    void aDumpOnAServerWithLowerTransactionIdsContinues() throws Exception {
        try (var servers = Servers.start();
                var pipeline = TestPipeline.at(servers, Map.of());
                var other = Database.start()) {
            // Given orders of which a client of the stream has not received the last
            assign(pipeline, 200_000);
            var ids = new ArrayList<UUID>();
            String seen;
            try (var app = pipeline.start("semel-0").awaitReady()) {
                pipeline.receive(app);
                try (var stream = EventStream.open(app.base().resolve(STREAM), null, Map.of())) {
                    ids.addAll(place(pipeline, app, 20));
                    await().atMost(TestPipeline.PATIENCE)
                            .until(() -> stream.events().size() == 20);
                    seen = stream.lastId();
                }
                ids.addAll(place(pipeline, app, 5));
                pipeline.awaitDone();
            }
            // When
            try (var moved = pipeline.movedTo(other)) {
                copy(pipeline, moved);
                assertThat(newest(moved)).isGreaterThan(next(moved));
                try (var app = moved.start("semel-0").awaitReady();
                        var stream = EventStream.open(app.base().resolve(STREAM), seen, Map.of())) {
                    // Then
                    assertThat(app.output())
                            .contains(
                                    "tables of another server found", "transaction ids moved past those of the tables");
                    assertThat(next(moved)).isGreaterThan(newest(moved));
                    ids.addAll(place(moved, app, 10));
                    await().atMost(TestPipeline.PATIENCE)
                            .until(() -> stream.events().size() >= 15);
                    assertThat(stream.events())
                            .extracting(EventStream.Event::id)
                            .doesNotHaveDuplicates()
                            .hasSize(15);
                    moved.assertExactlyOnce(app, ids);
                }
            }
        }
    }

    /** A planted loss in a restored dump is named: no row counts as not yet visible or already judged. */
    @Test
    void aLossInADumpIsNamed() throws Exception {
        try (var servers = Servers.start();
                var pipeline = TestPipeline.at(servers, Map.of());
                var other = Database.start()) {
            // Given
            assign(pipeline, 100_000);
            List<UUID> ids;
            try (var app = pipeline.start("semel-0").awaitReady()) {
                pipeline.receive(app);
                ids = place(pipeline, app, 5);
                pipeline.awaitDone();
            }
            try (var moved = pipeline.movedTo(other)) {
                copy(pipeline, moved);
                var lost = ids.get(2);
                moved.execute("delete from customer_order where order_id = '" + lost + "'");
                // When
                try (var app = moved.start("semel-0").awaitReady()) {
                    // Then
                    var audit = await().atMost(TestPipeline.PATIENCE)
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

    @Test
    void anOlderDumpCatchesUpFromTheTopicsAndPublishesNoDuplicates() throws Exception {
        try (var servers = Servers.start();
                var pipeline = TestPipeline.at(servers, Map.of());
                var other = Database.start()) {
            anOlderBackupCatchesUp(pipeline, () -> {
                var moved = pipeline.movedTo(other);
                copy(pipeline, moved);
                return () -> moved;
            });
        }
    }

    /** The server of the database is lost, and its older data folder is started. */
    @Test
    void anOlderDataFolderCatchesUpFromTheTopicsAndPublishesNoDuplicates() throws Exception {
        try (var servers = Servers.start();
                var pipeline = TestPipeline.at(servers, Map.of())) {
            var lost = servers.database();
            var copies = new ArrayList<Database>();
            try {
                anOlderBackupCatchesUp(pipeline, () -> {
                    var copy = lost.backUp();
                    copies.add(copy);
                    return () -> {
                        lost.kill();
                        copy.restart();
                        return pipeline.onCopy(copy);
                    };
                });
            } finally {
                copies.forEach(Database::close);
            }
        }
    }

    private interface Backup {
        /** @return restores it, after more orders */
        Supplier<TestPipeline> take() throws Exception;
    }

    /** The backup is taken under load; later orders are only in the topics. */
    private static void anOlderBackupCatchesUp(TestPipeline pipeline, Backup backup) throws Exception {
        // Given
        var ids = new ConcurrentLinkedQueue<UUID>();
        Supplier<TestPipeline> restore;
        try (var app = pipeline.start("semel-0").awaitReady()) {
            pipeline.receive(app);
            ids.addAll(place(pipeline, app, 20));
            var enough = new AtomicInteger(Integer.MAX_VALUE);
            var client = CompletableFuture.runAsync(() -> {
                while (ids.size() < enough.get()) ids.addAll(placeBatch(pipeline, app));
            });
            await().atMost(TestPipeline.PATIENCE).until(() -> ids.size() >= 40);
            try {
                restore = backup.take();
            } finally {
                enough.set(ids.size() + ORDERS);
            }
            client.join();
            pipeline.awaitDone();
            pipeline.publishAgain(ids.stream().toList().get(ids.size() - 10));
            sendPoison(pipeline);
            pipeline.awaitDone();
        }
        var published = published(pipeline);
        try (var moved = restore.get()) {
            assertThat(moved.count("select count(*) from decision")).isLessThan(ids.size() - 50);
            // When
            try (var app = moved.start("semel-0", LOOKING_OFTEN).awaitReady()) {
                await().atMost(TestPipeline.PATIENCE)
                        .until(() -> app.output().contains("the database is older or a different one"));
                awaitNoMembers(moved);
                var caughtUp = catchUp(moved);
                // Then
                assertThat(caughtUp.exitCode()).as(caughtUp.printed()).isZero();
                assertThat(caughtUp.printed()).startsWith("Caught up: ").contains(" 1 dead letters, 1 duplicates");
                await().atMost(TestPipeline.PATIENCE).until(() -> {
                    moved.awaitDone();
                    return moved.count("select count(*) from customer_order") == ids.size();
                });
                assertThat(published(moved)).isEqualTo(published);
                ids.addAll(place(moved, app, 5));
                moved.assertExactlyOnce(app, ids);
                // A loss among the caught up orders is found.
                var lost = ids.stream().toList().get(ids.size() - 50);
                moved.execute("delete from notification where order_id = '" + lost + "'");
                await().atMost(TestPipeline.PATIENCE)
                        .until(
                                () -> moved.client()
                                        .get(app.base().resolve("/audit"))
                                        .body(),
                                audit -> audit.contains("\"verdict\":\"DIRTY\"") && audit.contains(lost.toString()));
                assertThat(moved.prove(ids).toString()).contains(lost.toString());
                // Catch-up is refused while replicas run, and has nothing to do later.
                assertThat(catchUp(moved))
                        .isEqualTo(
                                new Ended(
                                        1,
                                        "Refused, nothing is changed: the group "
                                                + moved.settings().get("semel.topics.prefix")
                                                + "semel-decision has 1 members: stop all replicas, or wait until their stages are parked"));
            }
            awaitNoMembers(moved);
            assertThat(catchUp(moved))
                    .isEqualTo(new Ended(0, "Nothing is missing: the database has all that was published."));
        }
    }

    /** Catch-up invents nothing: it refuses an offset that was moved past a record without an event or dead letter. */
    @Test
    void aRecordWithoutAnEventIsRefusedAndNothingIsChanged() throws Exception {
        try (var servers = Servers.start();
                var pipeline = TestPipeline.at(servers, Map.of())) {
            // Given
            try (var app = pipeline.start("semel-0").awaitReady()) {
                pipeline.receive(app);
                place(pipeline, app, 3);
                pipeline.awaitDone();
            }
            awaitNoMembers(pipeline);
            var before = pipeline.count("select count(*) from decision");
            var next = sendUnread(pipeline);
            // When
            var refused = catchUp(pipeline);
            // Then
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.printed())
                    .startsWith("Refused, nothing is changed: no event or dead letter answers these records")
                    .contains(next);
            assertThat(pipeline.count("select count(*) from decision")).isEqualTo(before);
        }
    }

    private record Ended(int exitCode, String printed) {}

    /** Runs the command with the settings of a replica. */
    private static Ended catchUp(TestPipeline pipeline) throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
        pipeline.settings().forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-jar", App.JAR.toString(), "catch-up"));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return new Ended(process.waitFor(), printed);
    }

    /** Parked stages have left their groups; stages of an ended process stay members until their session times out. */
    private static void awaitNoMembers(TestPipeline pipeline) throws Exception {
        try (var admin = Admin.create(broker(pipeline))) {
            var prefix = pipeline.settings().get("semel.topics.prefix");
            await().atMost(TestPipeline.PATIENCE)
                    .until(() -> admin
                            .describeConsumerGroups(List.of(prefix + "semel-decision", prefix + "semel-projection"))
                            .all()
                            .get()
                            .values()
                            .stream()
                            .allMatch(group -> group.members().isEmpty()));
        }
    }

    private static Map<String, Object> broker(TestPipeline pipeline) {
        return Map.of("bootstrap.servers", pipeline.settings().get("kafka.bootstrap.servers"));
    }

    private static void sendPoison(TestPipeline pipeline) throws Exception {
        send(pipeline, "k".getBytes(StandardCharsets.UTF_8), "no order".getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a record and moves the group past it. @return its coordinates */
    private static String sendUnread(TestPipeline pipeline) throws Exception {
        var at = send(pipeline, "k".getBytes(StandardCharsets.UTF_8), "no order".getBytes(StandardCharsets.UTF_8));
        try (var admin = Admin.create(broker(pipeline))) {
            admin.alterConsumerGroupOffsets(
                            pipeline.settings().get("semel.topics.prefix") + "semel-decision",
                            Map.of(
                                    new TopicPartition(at.topic(), at.partition()),
                                    new OffsetAndMetadata(at.offset() + 1)))
                    .all()
                    .get();
        }
        return at.topic() + ":" + at.partition() + ":" + at.offset();
    }

    private static RecordMetadata send(TestPipeline pipeline, byte[] key, byte[] value) throws Exception {
        try (var producer =
                new KafkaProducer<>(broker(pipeline), new ByteArraySerializer(), new ByteArraySerializer())) {
            return producer.send(new ProducerRecord<>(
                            pipeline.settings().get("semel.topics.prefix") + "orders-in", key, value))
                    .get();
        }
    }

    /** @return the end offset of each partition of the output topics */
    private static Map<TopicPartition, Long> published(TestPipeline pipeline) {
        var settings = new HashMap<>(broker(pipeline));
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var prefix = pipeline.settings().get("semel.topics.prefix");
            var partitions = Stream.of("orders", "inventory", "notifications", "orders-dead-letters")
                    .flatMap(topic -> consumer.partitionsFor(prefix + topic).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            return consumer.endOffsets(partitions);
        }
    }

    private static List<UUID> place(TestPipeline pipeline, App app, int orders) {
        var ids = new ArrayList<UUID>();
        while (ids.size() < orders) {
            var id = pipeline.order(app).orderId();
            if (id != null) ids.add(UUID.fromString(id));
        }
        return ids;
    }

    /** Repeats the request with the same key until it is answered. */
    private static List<UUID> placeBatch(TestPipeline pipeline, App app) {
        var key = UUID.randomUUID().toString();
        var orders = IntStream.range(0, BATCH)
                .mapToObj(line -> Client.anOrder(key + line, List.of("pen")))
                .collect(Collectors.joining(",", "[", "]"));
        var answer = await().atMost(TestPipeline.PATIENCE)
                .until(
                        () -> pipeline.client().post(app.base().resolve("/orders/batch"), key, orders),
                        batch -> batch.status() == 200);
        var ids = ORDER_ID.matcher(answer.body())
                .results()
                .map(id -> UUID.fromString(id.group(1)))
                .toList();
        assertThat(ids).as(answer.body()).hasSize(BATCH);
        return ids;
    }

    /** Advances the transaction ids by the statement of the page, as on a server in use. */
    private static void assign(TestPipeline pipeline, int transactions) throws IOException {
        var statement = STATEMENT.matcher(Files.readString(PAGE));
        assertThat(statement.find()).isTrue();
        pipeline.execute(statement.group(1).replaceFirst("'\\d+'", "'" + (next(pipeline) + transactions) + "'"));
    }

    private static long newest(TestPipeline pipeline) {
        return pipeline.count("select max(cast(cast(written_in as text) as bigint)) from decision");
    }

    private static long next(TestPipeline pipeline) {
        return pipeline.count("select cast(cast(pg_snapshot_xmax(pg_current_snapshot()) as text) as bigint)");
    }

    /** Copies all rows of all tables, as a dump does. */
    private static void copy(TestPipeline from, TestPipeline to) throws SQLException, IOException {
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
            source.setAutoCommit(false);
            source.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
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
