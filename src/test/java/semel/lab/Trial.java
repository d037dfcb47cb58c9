package semel.lab;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import semel.kit.App;
import semel.kit.Child;
import semel.kit.Member;
import semel.kit.Proxy;
import semel.kit.Servers;
import semel.kit.Stage;
import semel.kit.Supervised;
import semel.order.Event;
import semel.order.EventId;
import semel.sandbox.Broker;
import semel.sandbox.Database;
import semel.wire.EventCodec;
import semel.wire.Parsed;
import semel.wire.TestTopics;
import semel.wire.Topics;

/** One experiment as it runs: topics and a database of its own, two workers of the lane under supervision, orders, trouble. */
public final class Trial implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofMillis(500);

    /** Nothing happens for longer than a session lasts, or a transaction that nobody ends. */
    private static final Duration STANDSTILL = Duration.ofSeconds(15);

    /** What would still come twice comes within this. */
    private static final Duration AFTERMATH = Duration.ofMillis(1_500);

    private static final int WORKERS = 2;
    private static final int PLENTY = 1_000_000;
    private static final String OF_THE_PIPELINE = """
            select o.order_id, o.applied_at, m.number
            from customer_order o join inventory_movement m on m.subject = o.order_id
            """;
    private static final String OF_THE_LAB = "select order_id, applied_at, number from effect";

    private final Experiment experiment;
    private final Servers servers;
    private final Stage stage;
    private final Topics topics;
    private final List<Supervised<?>> workers = new ArrayList<>();
    private final List<UUID> receipts = new ArrayList<>();
    private int hired;

    private Trial(Experiment experiment, Servers servers) {
        this.experiment = experiment;
        this.servers = servers;
        this.stage = Stage.over(
                servers.cluster(),
                servers.database(),
                servers.database().port(),
                experiment.trouble().ground().settings());
        this.topics = new TestTopics(stage.settings().get("semel.topics.prefix"));
    }

    /** Runs an experiment, and leaves nothing of it behind. */
    public static Result run(Experiment experiment, Servers servers) {
        try (var trial = new Trial(experiment, servers)) {
            return trial.run();
        }
    }

    private Result run() {
        if (!lane().isThePipeline()) {
            createTopics();
            stage.execute(Effects.TABLES);
        }
        var orders = new Orders(experiment, servers.bootstrapServers(), topics.ordersIn());
        hireAll();
        var before = cpu();
        var placed = underTrouble(orders);
        awaitRest();
        return judge(placed, cpu().minus(before));
    }

    /** The trouble comes when a third of the orders is written. */
    private List<Placed> underTrouble(Orders orders) {
        var random = new Random(experiment.seed());
        var writing = CompletableFuture.supplyAsync(orders::write, command -> new Thread(command, "orders").start());
        await().atMost(PATIENCE).until(() -> writing.isDone() || orders.written() >= experiment.orders() / 3);
        experiment.trouble().strike(this, random);
        return writing.join();
    }

    private void hireAll() {
        awaitReady(hire());
        if (lane().isThePipeline()) {
            stockUp(); // while one is alone: not every lane gets its receipts through a rebalance
        }
        IntStream.range(1, WORKERS).forEach(number -> awaitReady(hire()));
    }

    private static void awaitReady(Supervised<?> worker) {
        await().atMost(PATIENCE).until(() -> hand(worker).isReady());
    }

    /** Of all workers together, since they started. */
    private Duration cpu() {
        return workers.stream().map(worker -> hand(worker).process().cpu()).reduce(Duration.ZERO, Duration::plus);
    }

    private Supervised<?> hire() {
        var instance = "worker-" + hired++ % WORKERS;
        Supervised<?> worker = lane().isThePipeline()
                ? new Supervised<>(() -> replica(instance))
                : new Supervised<>(() -> new LabWorker(lane(), workplace(instance)));
        workers.add(worker);
        return worker;
    }

    private Replica replica(String instance) {
        var settings = new HashMap<>(stage.settings());
        settings.put("semel.instance", instance);
        return lane() == Lane.AS_DOCUMENTED
                ? Replica.start(DocumentedJar.path(), settings, DocumentedJar.EXCHANGE)
                : Replica.start(App.JAR, settings);
    }

    private Workplace workplace(String instance) {
        var settings = stage.settings();
        return new Workplace(
                settings.get("kafka.bootstrap.servers"),
                settings.get("semel.topics.prefix"),
                instance,
                experiment.trouble().ground().protocol(),
                settings.get("quarkus.datasource.jdbc.url"),
                settings.get("quarkus.datasource.username"),
                settings.get("quarkus.datasource.password"),
                null);
    }

    private void stockUp() {
        IntStream.range(0, Orders.PRODUCTS)
                .mapToObj(number -> stage.witness().receive(Orders.product(number), PLENTY))
                .forEach(receipts::add);
        await().atMost(PATIENCE).until(() -> stage.count("select count(*) from inventory") == Orders.PRODUCTS);
    }

    private void createTopics() {
        var wanted = topics.all().stream()
                .map(name -> new NewTopic(name, topics.partitions(), topics.replication()))
                .toList();
        administer(admin -> admin.createTopics(wanted).all().get());
    }

    // What a trouble has hold of.

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
    Moment last() {
        return lane().publishes() ? Moment.PRODUCED : Moment.POLLED;
    }

    private Lane lane() {
        return experiment.lane();
    }

    private static Hand hand(Supervised<?> worker) {
        return (Hand) worker.current();
    }

    /** Strikes one of the workers. @return it, when it is struck */
    Child struck(Random random, Moment moment, Strike strike) {
        var hand = hand(workers.get(random.nextInt(workers.size())));
        hand.arm(moment, strike);
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> hand.isStruck(moment, strike));
        return hand.process();
    }

    /** Another member comes into the lane's group, and leaves it again. */
    void join() {
        if (lane().isStreams()) {
            var third = hire();
            awaitReady(third);
            workers.remove(third);
            third.close();
        } else {
            try (var member = new Member(
                    servers.bootstrapServers(),
                    topics.decisionGroup(),
                    experiment.trouble().ground().protocol(),
                    List.of(topics.ordersIn()))) {
                member.awaitJoined();
                lasts(Duration.ofSeconds(1));
            }
        }
    }

    /** The trouble's own time, not a wait for its effect. */
    static void lasts(Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(30)).until(() -> true);
    }

    // What came of it.

    private record Sight(long effects, long applied, long ends) {}

    private Sight look() {
        var table = lane().isThePipeline() ? "customer_order" : "effect";
        return new Sight(
                stage.count("select count(*) from " + table),
                stage.count("select count(distinct order_id) from " + table),
                new TestTopics()
                        .outputs().stream().mapToLong(stage.witness()::end).sum());
    }

    /** Waits until all is there and nothing more comes, or nothing has come for long. */
    private void awaitRest() {
        var last = new Sight[] {null};
        var since = new Instant[] {Instant.now()};
        await().atMost(PATIENCE).pollInterval(LOOK).ignoreExceptions().until(() -> {
            var sight = look();
            if (!sight.equals(last[0])) {
                last[0] = sight;
                since[0] = Instant.now();
            }
            var all = sight.applied() == experiment.orders()
                    && (!lane().publishes() || sight.ends() >= 3L * experiment.orders());
            var quiet = Duration.between(since[0], Instant.now());
            return quiet.compareTo(all ? AFTERMATH : STANDSTILL) > 0;
        });
    }

    private Result judge(List<Placed> placed, Duration cpu) {
        var effects = stage.rows(
                lane().isThePipeline() ? OF_THE_PIPELINE : OF_THE_LAB,
                row -> new Effect(
                        row.getObject(1, UUID.class), row.getTimestamp(2).toInstant(), row.getLong(3)));
        var tally = Tally.of(placed, lane().publishes() ? events() : null, effects);
        var latencies = Tally.latencies(placed, effects);
        return new Result(
                experiment,
                tally,
                standings(placed, effects),
                quantile(latencies, 0.5),
                quantile(latencies, 0.99),
                perSecond(effects),
                workers.stream().allMatch(worker -> worker.ends() == 0) ? cpu.dividedBy(experiment.orders()) : null,
                lane() == Lane.SEMEL ? verdict(placed) : null);
    }

    /** Where the lane's group stands in each partition of the input, and what is missing there. */
    private List<Result.Standing> standings(List<Placed> placed, List<Effect> effects) {
        var applied = effects.stream().map(Effect::order).collect(Collectors.toSet());
        var committed = stage.witness().committed(topics.decisionGroup());
        return IntStream.range(0, topics.partitions())
                .mapToObj(partition -> {
                    var here = placed.stream()
                            .filter(one -> one.at().partition() == partition)
                            .toList();
                    var next = committed.getOrDefault(new TopicPartition(topics.ordersIn(), partition), 0L);
                    var lost = here.stream()
                            .filter(one -> !applied.contains(one.order().id().value()))
                            .toList();
                    var lostForGood = lost.stream()
                            .filter(one -> one.at().offset() < next)
                            .count();
                    return new Result.Standing(partition, here.size(), next, lost.size(), lostForGood);
                })
                .toList();
    }

    private List<EventId> events() {
        var read = new ArrayList<EventId>();
        for (var kind : EventId.Kind.values()) {
            stage.witness().read(new TestTopics().of(kind)).stream()
                    .map(record -> eventId(kind, record))
                    .forEach(read::add);
        }
        return read;
    }

    private static EventId eventId(EventId.Kind kind, ConsumerRecord<byte[], byte[]> record) {
        if (EventCodec.decode(kind, record.key(), record.value()) instanceof Parsed.Valid<? extends Event> valid) {
            return valid.value().id();
        }
        throw new IllegalStateException("no event at " + Workplace.at(record));
    }

    private String verdict(List<Placed> placed) {
        var seen = new ArrayList<>(receipts);
        placed.forEach(one -> seen.add(one.order().id().value()));
        var proof = stage.prove(seen);
        return proof.isClean() ? Result.CLEAN : proof.anomalies().toString();
    }

    private static Duration quantile(List<Duration> sorted, double q) {
        return sorted.isEmpty() ? null : sorted.get((int) Math.min(sorted.size() - 1, Math.floor(sorted.size() * q)));
    }

    private static double perSecond(List<Effect> effects) {
        var times = effects.stream().map(Effect::at).sorted().toList();
        if (times.size() < 2) {
            return 0;
        }
        var took = Duration.between(times.get(0), times.get(times.size() - 1));
        return times.size() / Math.max(0.001, took.toNanos() / 1e9);
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
        workers.forEach(Supervised::close);
        administer(admin -> admin.deleteTopics(topics.all()).all().get());
        stage.drop();
        stage.close();
    }
}
