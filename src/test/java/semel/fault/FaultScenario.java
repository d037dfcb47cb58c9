package semel.fault;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
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
import semel.kit.Failpoint;
import semel.kit.OrderLoad;
import semel.kit.Proxy;
import semel.kit.TestPipeline;
import semel.kit.Witness;
import semel.proof.Proof;
import semel.sandbox.Broker;
import semel.sandbox.Cluster;
import semel.sandbox.Database;

/** Runs two replicas with their own brokers and database, proxies between all of them, and clients. */
final class FaultScenario implements AutoCloseable {
    /** The longest time that recovery from a fault may take. */
    static final Duration PATIENCE = Duration.ofSeconds(240);

    /** A replica with work reaches each failpoint within this time. */
    private static final Duration SOON = Duration.ofSeconds(45);

    private static final int ENOUGH = 1_000_000;
    private static final int FEW = 200;
    private static final String RARE = "rare";
    private static final List<String> PRODUCTS = Stream.concat(
                    IntStream.range(0, 20).mapToObj(number -> "p-" + number), Stream.of(RARE))
            .toList();

    /** Orders acknowledged before a time and not applied. */
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

    /** Starts everything, with a large stock of each product except one. */
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

    /** Waits until every replica is up: a fault is injected only into a healthy system. */
    void awaitReady() {
        replicas.forEach(FailpointReplica::awaitReady);
    }

    private void receive(String product) {
        pipeline.receive(replicas.get(0).app(), "stock-" + product, product, product.equals(RARE) ? FEW : ENOUGH);
    }

    FaultTopology topology() {
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

    TestPipeline pipeline() {
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
     * Stops a thread of a replica at a failpoint; of the other replica if the first has no work: the group may assign all partitions
     * with orders to one member.
     *
     * @return the replica whose thread stopped
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

    /** Adds orders that were accepted, or written to the input: the proof must find each. */
    void accepted(Collection<UUID> ids) {
        accepted.addAll(ids);
    }

    int accepted() {
        return accepted.size();
    }

    /** Waits until all orders acknowledged before now are applied. @return how long that took */
    Duration recover() {
        var healed = Instant.now();
        var unapplied = UNAPPLIED.formatted(healed);
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> pipeline.count(unapplied) == 0);
        return Duration.between(healed, Instant.now());
    }

    /** Call it only when all input is applied. */
    Proof prove() {
        return pipeline.prove(accepted);
    }

    /** Leader of a partition of orders-in. */
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
        try {
            return cluster.broker(question.ask(witness().admin()));
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
