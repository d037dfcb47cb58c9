package semel.lab;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

/** Runs one experiment: its own topics and database, two workers of the lane, orders, and a fault. */
public final class ExperimentRun implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofMillis(500);

    /** Longer than a session timeout, and than the timeout of a transaction that no producer ends. */
    private static final Duration STANDSTILL = Duration.ofSeconds(15);

    /** What would still come twice comes within this. */
    private static final Duration AFTERMATH = Duration.ofMillis(1_500);

    private static final int WORKERS = 2;
    private static final int PLENTY = 1_000_000;

    private final Experiment experiment;
    private final Servers servers;
    private final Consumer<Phase> watcher;
    private final TestPipeline stage;
    private final TopicsConfig topics;
    private final LaneWorkers crew;
    private final Evidence evidence;
    private final List<UUID> receipts = new ArrayList<>();

    private ExperimentRun(Experiment experiment, Servers servers, Consumer<Phase> watcher) {
        this.experiment = experiment;
        this.watcher = watcher;
        this.servers = servers;
        this.stage = TestPipeline.over(
                servers.cluster(),
                servers.database(),
                servers.database().port(),
                experiment.trouble().ground().settings());
        this.topics = new TestTopics(stage.settings().get("semel.topics.prefix"));
        this.crew = new LaneWorkers(experiment, stage);
        this.evidence = new Evidence(experiment.lane(), stage, topics);
    }

    /** Runs an experiment, and leaves nothing of it behind. */
    public static ExperimentResult run(Experiment experiment, Servers servers) {
        return run(experiment, servers, phase -> {});
    }

    /** @param watcher is told each phase as it begins, but for the end */
    static ExperimentResult run(Experiment experiment, Servers servers, Consumer<Phase> watcher) {
        try (var trial = new ExperimentRun(experiment, servers, watcher)) {
            return trial.run();
        }
    }

    private ExperimentResult run() {
        watcher.accept(Phase.PREPARING);
        prepare();
        watcher.accept(Phase.RUNNING);
        var before = crew.cpu();
        var placed = underTrouble();
        watcher.accept(Phase.SETTLING);
        awaitRest();
        watcher.accept(Phase.JUDGING);
        return judge(placed, crew.cpu().minus(before));
    }

    /** The pipeline makes its topics and tables itself, and has to be told what is in stock. */
    private void prepare() {
        if (!lane().isThePipeline()) {
            createTopics();
            stage.execute(EffectTable.TABLES);
        }
        crew.hire();
        if (lane().isThePipeline()) {
            stockUp(); // while one is alone: not every lane gets its receipts through a rebalance
        }
        IntStream.range(1, WORKERS).forEach(number -> crew.hire());
    }

    private void createTopics() {
        var wanted = topics.all().stream()
                .map(name -> new NewTopic(name, topics.partitions(), topics.replication()))
                .toList();
        administer(admin -> admin.createTopics(wanted).all().get());
    }

    private void stockUp() {
        IntStream.range(0, OrderWriter.PRODUCTS)
                .mapToObj(number -> stage.witness().receive(OrderWriter.product(number), PLENTY))
                .forEach(receipts::add);
        await().atMost(PATIENCE).until(() -> stage.count("select count(*) from inventory") == OrderWriter.PRODUCTS);
    }

    /** Injects the fault when a third of the orders is written. @return what was written */
    private List<PlacedOrder> underTrouble() {
        var orders = new OrderWriter(experiment, servers.bootstrapServers(), topics.ordersIn());
        var writing = CompletableFuture.supplyAsync(orders::write, command -> new Thread(command, "orders").start());
        await().atMost(PATIENCE).until(() -> writing.isDone() || orders.written() >= experiment.orders() / 3);
        experiment.trouble().strike(this, new Random(experiment.seed()));
        return writing.join();
    }

    /** Waits until all is there and nothing more comes, or nothing has come for long. */
    private void awaitRest() {
        var last = new Evidence.Sight[] {null};
        var since = new Instant[] {Instant.now()};
        await().atMost(PATIENCE).pollInterval(LOOK).ignoreExceptions().until(() -> {
            var sight = evidence.sight();
            if (!sight.equals(last[0])) {
                last[0] = sight;
                since[0] = Instant.now();
            }
            var quiet = Duration.between(since[0], Instant.now());
            return quiet.compareTo(isAll(sight) ? AFTERMATH : STANDSTILL) > 0;
        });
    }

    private boolean isAll(Evidence.Sight sight) {
        return sight.orders() == experiment.orders()
                && (!lane().publishes() || sight.ends() >= 3L * experiment.orders());
    }

    private ExperimentResult judge(List<PlacedOrder> placed, Duration cpu) {
        var effects = evidence.effects();
        var accepted = new ArrayList<>(receipts);
        placed.forEach(one -> accepted.add(one.order().id().value()));
        return new ExperimentResult(
                experiment,
                Tally.of(placed, lane().publishes() ? evidence.events() : null, effects),
                evidence.standings(placed, effects),
                Pace.of(placed, effects),
                crew.isUndisturbed() ? cpu.dividedBy(experiment.orders()) : null,
                lane() == Lane.SEMEL ? evidence.verdict(accepted) : null);
    }

    private Lane lane() {
        return experiment.lane();
    }

    // What a fault acts on.

    Proxy brokerWire() {
        return servers.wire();
    }

    Broker broker() {
        return servers.broker();
    }

    Database database() {
        return servers.database();
    }

    /** The last moment of the lane before a batch counts as done. */
    FaultMoment last() {
        return lane().publishes() ? FaultMoment.PRODUCED : FaultMoment.POLLED;
    }

    /** Injects the fault into one of the workers. @return that worker, once the fault has its effect */
    ChildProcess inject(Random random, FaultMoment moment, FaultAction action) {
        return crew.inject(random, moment, action);
    }

    /** Another member comes into the lane's group, and leaves it again. */
    void join() {
        if (lane().isStreams()) {
            crew.hire();
            crew.dismiss();
        } else {
            try (var member = new GroupMember(
                    servers.bootstrapServers(),
                    topics.decisionGroup(),
                    experiment.trouble().ground().protocol(),
                    List.of(topics.ordersIn()))) {
                member.awaitJoined();
                lasts(Duration.ofSeconds(1));
            }
        }
    }

    /** The duration of the fault, not a wait for its effect. */
    static void lasts(Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(30)).until(() -> true);
    }

    private interface Administration {
        void with(Admin admin) throws Exception;
    }

    private void administer(Administration administration) {
        try (var admin = Admin.create(Map.of("bootstrap.servers", servers.bootstrapServers()))) {
            administration.with(admin);
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public void close() {
        crew.close();
        administer(admin -> {
            var own = admin.listTopics().names().get().stream()
                    .filter(name -> name.startsWith(stage.witness().topic("")))
                    .toList();
            admin.deleteTopics(own).all().get();
        });
        stage.drop();
        stage.close();
    }
}
