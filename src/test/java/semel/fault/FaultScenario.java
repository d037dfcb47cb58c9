package semel.fault;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.core.ConditionTimeoutException;
import semel.kit.App;
import semel.kit.Client;
import semel.kit.Failpoint;
import semel.kit.OrderLoad;
import semel.kit.Proxy;
import semel.kit.TestPipeline;
import semel.kit.Witness;
import semel.proof.Proof;
import semel.sandbox.Broker;
import semel.sandbox.Cluster;
import semel.sandbox.Database;

/** Two replicas, brokers and a database of their own, wires between all of them, and clients. */
final class FaultScenario implements AutoCloseable {
    /** No fault may cost more. */
    static final Duration PATIENCE = Duration.ofSeconds(240);

    /** Whoever has work comes to every point of it within this. */
    private static final Duration SOON = Duration.ofSeconds(45);

    private static final int ENOUGH = 1_000_000;
    private static final int FEW = 200;
    private static final String RARE = "rare";
    private static final List<String> PRODUCTS = Stream.concat(
                    IntStream.range(0, 20).mapToObj(number -> "p-" + number), Stream.of(RARE))
            .toList();

    /** Accepted and acknowledged before a moment, and not applied. */
    private static final String UNAPPLIED = """
            select count(*) from received r where kind = 'ORDER' and acknowledged_at <= '%s'
            and not exists (select 1 from customer_order o where o.order_id = r.id)
            """;

    private final FaultTopology topology;
    private final List<Proxy> brokerWires = new ArrayList<>();
    private final Cluster cluster;
    private final Database database;
    private final Proxy databaseWire;
    private final TestPipeline pipeline;
    private final List<FailpointReplica> replicas;
    private final List<UUID> accepted = Collections.synchronizedList(new ArrayList<>());
    private int loads;

    private FaultScenario(FaultTopology topology) {
        this.topology = topology;
        this.database = Database.start();
        this.databaseWire = Proxy.before(database.port());
        this.cluster = Cluster.start(topology.brokers(), port -> {
            var wire = Proxy.before(port);
            brokerWires.add(wire);
            return wire.port();
        });
        this.pipeline = TestPipeline.over(cluster, database, databaseWire.port(), topology.settings());
        this.replicas = List.of(new FailpointReplica(pipeline, "semel-0"), new FailpointReplica(pipeline, "semel-1"));
    }

    /** Ready, with plenty of everything but one product. */
    static FaultScenario open(FaultTopology topology) {
        var scenario = new FaultScenario(topology);
        try {
            scenario.awaitReady();
            PRODUCTS.forEach(scenario::receive);
            await().atMost(PATIENCE)
                    .until(() -> scenario.pipeline.count("select count(*) from inventory") == PRODUCTS.size());
            return scenario;
        } catch (RuntimeException failed) {
            scenario.close();
            throw failed;
        }
    }

    /** Waits until every replica is up again: a fault strikes what is whole. */
    void awaitReady() {
        replicas.forEach(FailpointReplica::awaitReady);
    }

    private void receive(String product) {
        var pieces = product.equals(RARE) ? FEW : ENOUGH;
        await().atMost(PATIENCE)
                .until(() -> new Client()
                                .receive(replicas.get(0).base(), "stock-" + product, product, pieces)
                                .status()
                        == 202);
    }

    FaultTopology ground() {
        return topology;
    }

    Cluster cluster() {
        return cluster;
    }

    Database database() {
        return database;
    }

    Proxy databaseWire() {
        return databaseWire;
    }

    List<Proxy> brokerWires() {
        return brokerWires;
    }

    TestPipeline stage() {
        return pipeline;
    }

    Witness witness() {
        return pipeline.witness();
    }

    List<FailpointReplica> replicas() {
        return replicas;
    }

    FailpointReplica any(Random random) {
        return replicas.get(random.nextInt(replicas.size()));
    }

    /**
     * Strikes a replica at a point of its work; the other one if that has none. A group may give every partition with orders to one
     * member, and the receipts to the other.
     *
     * @return whose thread has stopped there
     */
    App reach(Random random, Function<FailpointReplica, Failpoint> point) {
        var first = random.nextInt(replicas.size());
        var replica = replicas.get(first);
        point.apply(replica).arm();
        try {
            return replica.awaitReached(point.apply(replica), SOON);
        } catch (ConditionTimeoutException idle) {
            if (point.apply(replica).disarm()) {
                replica = replicas.get((first + 1) % replicas.size());
                point.apply(replica).arm();
            }
            return replica.awaitReached(point.apply(replica), PATIENCE);
        }
    }

    OrderLoad load(int perSecond, long seed) {
        var bases =
                replicas.stream().<Supplier<URI>>map(replica -> replica::base).toList();
        return new OrderLoad("load-" + ++loads + "-", perSecond, seed, PRODUCTS, bases);
    }

    /** Orders that somebody has seen accepted, or written to the input himself: the proof must find each. */
    void accepted(Collection<UUID> ids) {
        accepted.addAll(ids);
    }

    int accepted() {
        return accepted.size();
    }

    /** The fault's own time, not a wait for its effect. */
    static void lasts(Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(30)).until(() -> true);
    }

    /** Waits until all that was acknowledged before now is applied. @return how long that took */
    Duration recover() {
        var healed = Instant.now();
        var unapplied = UNAPPLIED.formatted(healed);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> pipeline.count(unapplied) == 0);
        return Duration.between(healed, Instant.now());
    }

    /** To be asked at rest. */
    Proof prove() {
        return pipeline.prove(accepted);
    }

    /** Who leads a partition of the orders' input. */
    Broker leader(int partition) {
        var topic = witness().topic("orders-in");
        return broker(admin -> admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get()
                .get(topic)
                .partitions()
                .get(partition)
                .leader()
                .id());
    }

    Broker groupCoordinator() {
        var group = witness().group("semel-decision");
        return broker(admin -> admin.describeConsumerGroups(List.of(group))
                .all()
                .get()
                .get(group)
                .coordinator()
                .id());
    }

    Broker transactionCoordinator(FailpointReplica replica) {
        var id = witness().topic(replica.instance());
        return broker(admin ->
                admin.describeTransactions(List.of(id)).all().get().get(id).coordinatorId());
    }

    Broker controller() {
        return broker(admin -> admin.describeMetadataQuorum().quorumInfo().get().leaderId());
    }

    private interface Question {
        int ask(Admin admin) throws ExecutionException, InterruptedException;
    }

    private Broker broker(Question question) {
        try (var admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
            return cluster.broker(question.ask(admin));
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    @Override
    public void close() {
        replicas.forEach(FailpointReplica::close);
        pipeline.close();
        databaseWire.close();
        brokerWires.forEach(Proxy::close);
        cluster.close();
        database.close();
    }
}
