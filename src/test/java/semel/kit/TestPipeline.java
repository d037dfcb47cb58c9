package semel.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import semel.kafka.TestTopics;
import semel.proof.Gathering;
import semel.proof.History;
import semel.proof.Proof;
import semel.sandbox.Broker;
import semel.sandbox.Cluster;
import semel.sandbox.Database;
import semel.sandbox.SandboxResource;

/**
 * Sets up a database and topics for one test, starts replicas on them, and verifies the results. Stages are isolated from each other.
 * A test that injects faults into servers needs its own servers and a pipeline {@link #over} them.
 */
public final class TestPipeline implements AutoCloseable {
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    /** KIP-848 for the decision's group. */
    public static final Map<String, String> NEW_PROTOCOL =
            Map.of("mp.messaging.incoming.to-decide.group.protocol", "consumer");

    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** More than any test orders: some tests order for the time that something takes, and a fast machine places more. */
    private static final int RECEIVED = 1_000_000;

    static {
        // Mutiny's initialization at its first use is not thread-safe.
        Uni.createFrom().completionStage(CompletableFuture.completedFuture(null));
    }

    private final String name;
    private final String bootstrapServers;
    private final Broker broker;
    private final Database database;
    private final Witness witness;
    private final Client client = new Client();
    private final Map<String, String> settings = new HashMap<>();

    private TestPipeline(String bootstrapServers, Broker broker, Database database, Map<String, String> settings) {
        this(
                "crash" + NUMBER.incrementAndGet() + "_"
                        + ProcessHandle.current().pid(),
                bootstrapServers,
                broker,
                database,
                settings);
        database.create(name);
    }

    private TestPipeline(
            String name, String bootstrapServers, Broker broker, Database database, Map<String, String> settings) {
        this.name = name;
        this.bootstrapServers = bootstrapServers;
        this.broker = broker;
        this.database = database;
        this.witness = new Witness(bootstrapServers, name + "-");
        this.settings.putAll(Map.of(
                "kafka.bootstrap.servers", bootstrapServers,
                "semel.topics.prefix", name + "-",
                "quarkus.datasource.jdbc.url", database.jdbcUrl(name),
                "quarkus.datasource.reactive.url", database.reactiveUrl(name),
                "quarkus.datasource.username", database.user(),
                "quarkus.datasource.password", database.password()));
        this.settings.putAll(settings);
    }

    /** @param settings of all replicas; they override {@code application.properties} */
    public static TestPipeline on(Map<String, String> settings) {
        var broker = SandboxResource.broker();
        return new TestPipeline(broker.bootstrapServers(), broker, SandboxResource.database(), settings);
    }

    /** The application connects directly to broker and database. The caller still owns the servers. */
    public static TestPipeline at(Servers servers, Map<String, String> settings) {
        return new TestPipeline(servers.bootstrapServers(), servers.broker(), servers.database(), settings);
    }

    /**
     * The application connects to brokers and database through proxies. The caller still owns the servers.
     *
     * @param databaseWire port of the database's proxy
     */
    public static TestPipeline over(
            Cluster cluster, Database database, int databaseWire, Map<String, String> settings) {
        var pipeline = new TestPipeline(cluster.bootstrapServers(), cluster.broker(1), database, settings);
        pipeline.settings.put("kafka.bootstrap.servers", cluster.bootstrapServersOverTheWire());
        pipeline.reachDatabaseAt(databaseWire);
        return pipeline;
    }

    /** A pipeline with the same topics and an empty database on another server. */
    public TestPipeline movedTo(Database other) {
        other.create(name);
        return onCopy(other);
    }

    /** A pipeline with the same topics, on a server that is a copy of the database's. */
    public TestPipeline onCopy(Database copy) {
        return new TestPipeline(name, bootstrapServers, broker, copy, Map.of());
    }

    /** A pipeline with the same database, and topics of the same names on another cluster. */
    public TestPipeline movedTo(Broker other) {
        return new TestPipeline(name, other.bootstrapServers(), other, database, Map.of());
    }

    private void reachDatabaseAt(int port) {
        settings.computeIfPresent(
                "quarkus.datasource.reactive.url",
                (key, url) -> url.replace(":" + database.port() + "/", ":" + port + "/"));
    }

    public Broker broker() {
        return broker;
    }

    public Database database() {
        return database;
    }

    public App start(String instance, BytemanRule... rules) {
        return start(instance, Map.of(), rules);
    }

    /** @param over settings of this replica; they override those of all */
    public App start(String instance, Map<String, String> over, BytemanRule... rules) {
        var all = new HashMap<>(settings);
        all.putAll(over);
        all.put("semel.instance", instance);
        return App.start(all, rules);
    }

    /** Settings of all replicas. */
    public Map<String, String> settings() {
        return Map.copyOf(settings);
    }

    public void execute(String sql) {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(sql, failed);
        }
    }

    public Witness witness() {
        return witness;
    }

    public Client client() {
        return client;
    }

    /** Puts pieces of "pen" into stock, and waits until they are available. */
    public void receive(App app) {
        receive(app, "stock", "pen", RECEIVED);
        awaitDone();
    }

    /** Posts a receipt until it is accepted. */
    public void receive(App app, String key, String product, int pieces) {
        await().atMost(PATIENCE)
                .until(() -> client.receive(app.base(), key, product, pieces).status() == 202);
    }

    /** Waits for as long as a fault lasts, not for its effect. */
    public static void keepFaultFor(Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(30)).until(() -> true);
    }

    /** Orders one piece of "pen". Retries with the same key without an answer; fails if the replica never answers. */
    public Client.Answer order(App app) {
        var key = UUID.randomUUID().toString();
        return await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInSameThread()
                .until(() -> client.order(app.base(), key, "pen"), answer -> answer.status() != 0);
    }

    /** Posts orders with the keys k-0 … k-(n-1) until each is accepted. @return order id by key */
    public Map<String, UUID> placeUntilAccepted(URI base, int n) {
        var ids = new LinkedHashMap<String, UUID>();
        for (int i = 0; i < n; i++) {
            var key = "k-" + i;
            await().atMost(PATIENCE).until(() -> {
                var answer = client.order(base, key, "pen");
                if (answer.status() == 202) {
                    ids.put(key, UUID.fromString(answer.orderId()));
                }
                return answer.status() == 202;
            });
        }
        return ids;
    }

    /** Waits until all orders are decided, published and applied. */
    public void awaitDone() {
        witness.awaitApplied(PATIENCE);
    }

    /** Asserts that nothing is lost, duplicated or torn: by ids in topics and tables, by stock, by audit and by proof. */
    public void assertExactlyOnce(App app, Collection<UUID> ids) {
        assertExactlyOnce(app, ids, ids);
    }

    /** As {@link #assertExactlyOnce(App, Collection)}, if the topics have only the events of {@code published}. */
    public void assertExactlyOnce(App app, Collection<UUID> ids, Collection<UUID> published) {
        awaitDone();
        assertThat(witness.count(published).isExactlyOnce())
                .as("topics: %s", witness.count(published))
                .isTrue();
        assertThat(count("select count(*) from customer_order where status = 'FULFILLED'"))
                .isEqualTo(ids.size());
        assertThat(count("select count(*) from customer_order where order_id in (" + quoted(ids) + ")"))
                .isEqualTo(ids.size());
        assertThat(count("select count(*) from notification")).isEqualTo(ids.size());
        assertThat(count("select on_hand from inventory where product_id = 'pen'"))
                .isEqualTo(RECEIVED - ids.size());
        assertThat(count("select on_hand from stock where product_id = 'pen'")).isEqualTo(RECEIVED - ids.size());
        assertThat(count("select sum(change) from inventory_movement")).isEqualTo(RECEIVED - ids.size());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                client.get(app.base().resolve("/audit")).body())
                        .contains("\"verdict\":\"CLEAN\""));
        assertProven(ids);
    }

    private void assertProven(Collection<UUID> ids) {
        var proof = prove(ids);
        assertThat(proof.isClean()).as(() -> proof.toString()).isTrue();
        assertThat(proof.counts().applied()).isGreaterThanOrEqualTo(3L * ids.size());
    }

    /**
     * Runs the full proof over all records of all topics and all rows of all tables.
     *
     * @param ids of accepted orders, posted or written to the input
     */
    public Proof prove(Collection<UUID> ids) {
        return prove(notReceived(ids), PATIENCE);
    }

    /**
     * @param seen requests and answers, as seen by the clients
     * @param patience how long to wait until all is applied; a backlog after that is a finding
     */
    public Proof prove(List<History.ClientRequest> seen, Duration patience) {
        var server = Map.<String, Object>of("bootstrap.servers", bootstrapServers);
        try (var admin = Admin.create(server);
                var tables = connect();
                var history = new Gathering(admin, server, new TestTopics(name + "-")).gather(tables, seen, patience)) {
            return Proof.examine(history);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Only orders without a row of intake; the proof reads the others from the table. */
    private List<History.ClientRequest> notReceived(Collection<UUID> ids) {
        var others = new HashSet<>(ids);
        others.removeAll(ids("select id from received"));
        return others.stream()
                .map(id -> new History.ClientRequest(null, id, null, "", History.ClientAnswer.ACK))
                .toList();
    }

    /** Writes the record of an accepted order to the input once more, as the how-to guide does. */
    public void publishAgain(UUID order) {
        var records = rows(
                "select record_key, record_value from received where id = '" + order + "'",
                row -> new ProducerRecord<>(witness.topic("orders-in"), row.getBytes(1), row.getBytes(2)));
        witness.write("orders-in", records);
    }

    /** @param sql selects one column of ids */
    public Set<UUID> ids(String sql) {
        return new HashSet<>(rows(sql, row -> row.getObject(1, UUID.class)));
    }

    /** Maps a row. */
    public interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    public <T> List<T> rows(String sql, Reading<T> reading) {
        try (var connection = connect();
                var rows = connection.createStatement().executeQuery(sql)) {
            var all = new ArrayList<T>();
            while (rows.next()) {
                all.add(reading.of(rows));
            }
            return all;
        } catch (SQLException failed) {
            throw new IllegalStateException(sql, failed);
        }
    }

    /** Opens a connection to its database. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(name), database.user(), database.password());
    }

    /** Locks the table until the connection is closed. */
    public static void lock(Connection tables, String table) throws SQLException {
        tables.setAutoCommit(false);
        try (var statement = tables.createStatement()) {
            statement.execute("lock table " + table + " in access exclusive mode");
        }
    }

    private static String quoted(Collection<UUID> ids) {
        return String.join(",", ids.stream().map(id -> "'" + id + "'").toList());
    }

    public long count(String sql) {
        return rows(sql, row -> row.getLong(1)).get(0);
    }

    /** Drops its database; for tests with many pipelines on one server. */
    public void drop() {
        database.drop(name);
    }

    @Override
    public void close() {
        witness.close();
    }
}
