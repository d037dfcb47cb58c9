package semel.lab;

import static org.awaitility.Awaitility.await;
import static semel.kit.TestPipeline.keepFaultFor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import semel.kafka.TestTopics;
import semel.kafka.TopicsConfig;
import semel.kit.ChildProcess;
import semel.kit.GroupMember;
import semel.kit.Proxy;
import semel.kit.Servers;
import semel.kit.TestPipeline;
import semel.sandbox.Broker;
import semel.sandbox.Database;

/**
 * Runs one experiment: creates its topics and database, starts two workers of the lane, writes orders, injects the fault and counts the
 * effects and events.
 */
public final class ExperimentRun implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

    /** Wait for missing results. Longer than a session timeout, and than the timeout of a transaction that no producer ends. */
    private static final Duration QUIET_WHEN_INCOMPLETE = Duration.ofSeconds(15);

    /** Wait for duplicates once every order has a result. */
    private static final Duration QUIET_WHEN_COMPLETE = Duration.ofMillis(1_500);

    private static final int WORKERS = 2;
    private static final int RECEIVED = 1_000_000;

    private final Experiment experiment;
    private final Servers servers;
    private final Consumer<Phase> watcher;
    private final TestPipeline pipeline;
    private final TopicsConfig topics;
    private final LaneWorkers workers;
    private final Evidence evidence;
    private final List<UUID> receipts = new ArrayList<>();

    private ExperimentRun(Experiment experiment, Servers servers, Consumer<Phase> watcher) {
        this.experiment = experiment;
        this.watcher = watcher;
        this.servers = servers;
        this.pipeline = TestPipeline.over(
                servers.cluster(),
                servers.database(),
                servers.database().port(),
                experiment.fault().topology().settings());
        this.topics = new TestTopics(pipeline.settings().get("semel.topics.prefix"));
        this.workers = new LaneWorkers(experiment, pipeline);
        this.evidence = new Evidence(experiment.lane(), pipeline, topics);
    }

    /** Runs an experiment, then deletes its topics and its database. */
    public static ExperimentResult run(Experiment experiment, Servers servers) {
        return run(experiment, servers, phase -> {});
    }

    /** @param watcher receives each phase when it begins, except the final one */
    static ExperimentResult run(Experiment experiment, Servers servers, Consumer<Phase> watcher) {
        try (var experimentRun = new ExperimentRun(experiment, servers, watcher)) {
            return experimentRun.run();
        }
    }

    private ExperimentResult run() {
        watcher.accept(Phase.PREPARING);
        prepare();
        watcher.accept(Phase.RUNNING);
        var before = workers.cpu();
        var placed = writeUnderFault();
        watcher.accept(Phase.SETTLING);
        awaitQuiet();
        watcher.accept(Phase.JUDGING);
        return judge(placed, workers.cpu().minus(before));
    }

    /** The pipeline creates its topics and tables itself, and needs stock. */
    private void prepare() {
        if (!lane().isThePipeline()) {
            createTopics();
            pipeline.execute(EffectTable.TABLES);
        }
        workers.startOne();
        if (lane().isThePipeline()) {
            receiveStock(); // before the second worker joins: in a rebalance the documented lane can lose receipts
        }
        IntStream.range(1, WORKERS).forEach(number -> workers.startOne());
    }

    private void createTopics() {
        var newTopics = topics.all().stream()
                .map(name -> new NewTopic(name, topics.partitions(), topics.replication()))
                .toList();
        administer(admin -> admin.createTopics(newTopics).all().get());
    }

    private void receiveStock() {
        IntStream.range(0, OrderWriter.PRODUCTS)
                .mapToObj(number -> pipeline.witness().receive(OrderWriter.product(number), RECEIVED))
                .forEach(receipts::add);
        await().atMost(PATIENCE).until(() -> pipeline.count("select count(*) from inventory") == OrderWriter.PRODUCTS);
    }

    /** Writes the orders, and injects the fault when a third of them is written. @return the written orders */
    private List<PlacedOrder> writeUnderFault() {
        var orders = new OrderWriter(experiment, servers.bootstrapServers(), topics.ordersIn());
        var writing = CompletableFuture.supplyAsync(orders::write, command -> new Thread(command, "orders").start());
        await().atMost(PATIENCE).until(() -> writing.isDone() || orders.written() >= experiment.orders() / 3);
        experiment.fault().inject(this, new Random(experiment.seed()));
        return writing.join();
    }

    /** Waits until the counts no longer change: briefly if nothing is missing, longer otherwise. */
    private void awaitQuiet() {
        var last = new Evidence.Counts[] {null};
        var since = new Instant[] {Instant.now()};
        await().atMost(PATIENCE).pollInterval(POLL_INTERVAL).ignoreExceptions().until(() -> {
            var counts = evidence.counts();
            if (!counts.equals(last[0])) {
                last[0] = counts;
                since[0] = Instant.now();
            }
            var quiet = Duration.between(since[0], Instant.now());
            return quiet.compareTo(isComplete(counts) ? QUIET_WHEN_COMPLETE : QUIET_WHEN_INCOMPLETE) > 0;
        });
    }

    private boolean isComplete(Evidence.Counts counts) {
        return counts.orders() == experiment.orders()
                && (!lane().publishes() || counts.ends() >= 3L * experiment.orders());
    }

    private ExperimentResult judge(List<PlacedOrder> placed, Duration cpu) {
        var effects = evidence.effects();
        var accepted = new ArrayList<>(receipts);
        placed.forEach(written -> accepted.add(written.order().id().value()));
        return new ExperimentResult(
                experiment,
                Tally.of(placed, lane().publishes() ? evidence.events() : null, effects),
                evidence.standings(placed, effects),
                Pace.of(placed, effects),
                workers.areAllUninterrupted() ? cpu.dividedBy(experiment.orders()) : null,
                lane() == Lane.SEMEL ? evidence.verdict(accepted) : null);
    }

    private Lane lane() {
        return experiment.lane();
    }

    // Used by the faults.

    Proxy brokerWire() {
        return servers.wire();
    }

    Broker broker() {
        return servers.broker();
    }

    Database database() {
        return servers.database();
    }

    /** The last moment at which a batch is not yet finished. */
    FaultMoment lastMoment() {
        return lane().publishes() ? FaultMoment.PRODUCED : FaultMoment.POLLED;
    }

    /** Injects a fault into one of the workers, and waits until it takes effect. @return that worker */
    ChildProcess inject(Random random, FaultMoment moment, FaultAction action) {
        return workers.inject(random, moment, action);
    }

    /** Lets another member join the lane's group and leave it again. */
    void letMemberJoinAndLeave() {
        if (lane().isStreams()) {
            workers.startOne();
            workers.stopLast();
        } else {
            try (var member = new GroupMember(
                    servers.bootstrapServers(),
                    topics.decisionGroup(),
                    experiment.fault().topology().protocol(),
                    List.of(topics.ordersIn()))) {
                member.awaitJoined();
                keepFaultFor(Duration.ofSeconds(1));
            }
        }
    }

    private interface Administration {
        void accept(Admin admin) throws Exception;
    }

    private void administer(Administration administration) {
        try {
            administration.accept(pipeline.witness().admin());
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public void close() {
        workers.close();
        administer(admin -> {
            var own = admin.listTopics().names().get().stream()
                    .filter(name -> name.startsWith(pipeline.witness().topic("")))
                    .toList();
            admin.deleteTopics(own).all().get();
        });
        pipeline.drop();
        pipeline.close();
    }
}
