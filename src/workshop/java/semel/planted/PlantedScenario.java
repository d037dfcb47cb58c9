package semel.planted;

import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import semel.codec.OrderCodec;
import semel.codec.Parsed;
import semel.kit.App;
import semel.kit.BytemanRule;
import semel.kit.Client;
import semel.kit.GroupMember;
import semel.kit.TestPipeline;
import semel.order.Money;
import semel.order.Order;
import semel.order.OrderId;
import semel.order.OrderLine;
import semel.order.ProductId;
import semel.proof.History;
import semel.proof.Proof;
import semel.sandbox.Cluster;
import semel.sandbox.SandboxResource;

/** Injects a fault into replicas with or without a bug, records what clients see, and runs the proof. */
final class PlantedScenario implements AutoCloseable {
    static final String GOODS = "pen";
    static final String INSTANCE = "semel-0";
    static final int RECEIVED = 1_000;

    /** Idempotency key of the receipt. */
    static final String KEY_OF_THE_GOODS = "stock";

    /** A backlog after this time is a finding: longer than a session timeout and a transaction. */
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private static final Pattern RULE_FAILED = Pattern.compile(
            "(?m)^.*(?:Rule\\.ensureTypeCheckedCompiled|byteman\\.rule\\.exception\\.\\w+|Error parsing rule).*$");

    private final Optional<PlantedBug> bug;
    private final Cluster cluster;
    private final TestPipeline pipeline;
    private final ExecutorService clients = Executors.newCachedThreadPool();
    private final Random random;
    private final List<App> replicas = new ArrayList<>();
    private final List<History.ClientRequest> seen = new ArrayList<>();
    private int ordered;

    private PlantedScenario(Optional<PlantedBug> bug, Trigger trigger, long seed) {
        var settings = new HashMap<>(trigger.settings());
        bug.ifPresent(planted -> settings.putAll(planted.settings()));
        this.bug = bug;
        this.cluster = trigger.takesBrokers() ? Cluster.start(3, port -> port) : null;
        this.pipeline = cluster == null
                ? TestPipeline.on(settings)
                : TestPipeline.over(
                        cluster,
                        SandboxResource.database(),
                        SandboxResource.database().port(),
                        settings);
        this.random = new Random(seed);
    }

    /** @return the proof for replicas with this bug after its fault */
    static Proof of(PlantedBug bug, long seed) {
        return play(Optional.of(bug), bug.story().trigger(), seed);
    }

    /** @return the proof for replicas without a bug after this fault */
    static Proof of(Trigger trigger, long seed) {
        return play(Optional.empty(), trigger, seed);
    }

    private static Proof play(Optional<PlantedBug> bug, Trigger trigger, long seed) {
        try (var scenario = new PlantedScenario(bug, trigger, seed)) {
            trigger.strike(scenario);
            var proof = scenario.pipeline.prove(scenario.seen, PATIENCE);
            scenario.replicas.forEach(PlantedScenario::requireThatItsRulesFit);
            return proof;
        }
    }

    private static void requireThatItsRulesFit(App replica) {
        var failed = RULE_FAILED.matcher(replica.output());
        if (failed.find()) {
            throw new IllegalStateException("a rule does not fit: " + failed.group());
        }
    }

    TestPipeline pipeline() {
        return pipeline;
    }

    /** Starts a replica with the bug, and waits until it listens. @param faults further rules to inject */
    App start(String instance, BytemanRule... faults) {
        return begin(instance, faults).awaitReady();
    }

    /** Starts a replica and does not wait until it listens. */
    App begin(String instance, BytemanRule... faults) {
        var rules = Stream.concat(bug.map(PlantedBug::rules).orElse(List.of()).stream(), Stream.of(faults));
        var replica = pipeline.start(instance, rules.toArray(BytemanRule[]::new));
        replicas.add(replica);
        return replica;
    }

    /** Starts the first replica, receives stock, and plants the bug's changes of topics and tables. */
    App open(BytemanRule... faults) {
        var replica = start(INSTANCE, faults);
        bug.ifPresent(planted -> planted.prepare(pipeline));
        receive(replica);
        bug.ifPresent(planted -> planted.plant(pipeline));
        return replica;
    }

    /** Waits for the stock, not for offsets, which a bug may make wrong. With some bugs a retry receives the goods twice. */
    private void receive(App replica) {
        pipeline.receive(replica, KEY_OF_THE_GOODS, GOODS, RECEIVED);
        await().atMost(TestPipeline.PATIENCE)
                .until(() -> pipeline.count("select count(*) from inventory where on_hand >= " + RECEIVED) == 1);
    }

    /** Writes orders of one piece each, and waits for the acknowledgements. @return their records */
    List<ProducerRecord<byte[], byte[]>> order() {
        var orders = IntStream.range(0, 10 + random.nextInt(20))
                .mapToObj(i -> pipeline.witness().anOrder(anId(), GOODS))
                .toList();
        return write(orders);
    }

    /** Writes an order of one piece. */
    void order(String product) {
        write(List.of(pipeline.witness().anOrder(anId(), product)));
    }

    /** Writes an order with one line for each quantity. */
    void order(List<Integer> quantities) {
        var order = pipeline.witness().anOrder(anId(), GOODS);
        var lines = quantities.stream()
                .map(quantity -> new OrderLine(new ProductId(GOODS), quantity, new Money(100, order.currency())))
                .toList();
        write(List.of(new Order(order.id(), order.customer(), order.currency(), lines, order.acceptedAt())));
    }

    private UUID anId() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private List<ProducerRecord<byte[], byte[]>> write(List<Order> orders) {
        var records = orders.stream()
                .map(order -> pipeline.witness().record("orders-in", order))
                .toList();
        pipeline.witness().write("orders-in", records);
        orders.forEach(
                order -> see(new History.ClientRequest(null, order.id().value(), null, "", History.ClientAnswer.ACK)));
        ordered += orders.size();
        return records;
    }

    /** Writes a receipt, and waits for the acknowledgement. */
    void goods() {
        var id = pipeline.witness().receive(GOODS, 1);
        see(new History.ClientRequest(null, id, null, "", History.ClientAnswer.ACK));
    }

    /** Waits until the decision's group has n members. */
    void awaitMembers(int n) {
        await().atMost(TestPipeline.PATIENCE).until(() -> logs().members("semel-decision") == n);
    }

    /** Adds another member to the decision's group. */
    GroupMember member() {
        return new GroupMember(
                pipeline.broker().bootstrapServers(),
                pipeline.witness().group("semel-decision"),
                Map.of(),
                List.of(
                        pipeline.witness().topic("orders-in"),
                        pipeline.witness().topic("receipts-in")));
    }

    /** The scene's own cluster; null unless its trigger needs one. */
    Cluster cluster() {
        return cluster;
    }

    TopicLogs logs() {
        return new TopicLogs(
                pipeline.broker().bootstrapServers(), pipeline.witness().topic(""));
    }

    /** Waits until all orders written so far are applied. */
    void awaitApplied() {
        await().atMost(TestPipeline.PATIENCE)
                .until(() -> pipeline.count("select count(*) from customer_order") >= ordered);
    }

    /** Posts an order of one piece. @return whether the client got 202 */
    boolean post(App replica, String key, String product) {
        var answer = pipeline.client().order(replica.base(), key, product);
        var id = Optional.ofNullable(answer.orderId()).map(UUID::fromString);
        var outcome = switch (answer.status()) {
            case 202 -> History.ClientAnswer.ACK;
            case 422 -> History.ClientAnswer.KEY_REUSED;
            case 0, 503 -> History.ClientAnswer.UNKNOWN;
            default -> History.ClientAnswer.REJECTED;
        };
        see(new History.ClientRequest(null, id.orElse(null), "/ORDER/" + key, fingerprint(key, product), outcome));
        return outcome == History.ClientAnswer.ACK;
    }

    /** Retries until the order is accepted. */
    void postUntilAccepted(App replica, String key) {
        await().atMost(TestPipeline.PATIENCE).until(() -> post(replica, key, GOODS));
    }

    /** Posts an order whose answer the client does not get. */
    void postUnheard(App replica, String key) {
        pipeline.client().order(replica.base(), key, GOODS);
        see(new History.ClientRequest(
                null, null, "/ORDER/" + key, fingerprint(key, GOODS), History.ClientAnswer.UNKNOWN));
    }

    /** Posts an order asynchronously. @return whether the client got 202 */
    CompletableFuture<Boolean> postMeanwhile(App replica, String key) {
        return CompletableFuture.supplyAsync(() -> post(replica, key, GOODS), clients);
    }

    private synchronized void see(History.ClientRequest request) {
        seen.add(request);
    }

    /** The same fingerprint as intake's for this order. */
    private static String fingerprint(String key, String product) {
        try {
            var body = Client.anOrder(key, List.of(product)).getBytes(StandardCharsets.UTF_8);
            var order = (Parsed.Valid<Order>) OrderCodec.fromRequest(body, new OrderId(new UUID(0, 0)), Instant.EPOCH);
            var canonical = OrderCodec.canonical(order.value());
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical));
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    Random random() {
        return random;
    }

    @Override
    public void close() {
        clients.shutdownNow();
        replicas.forEach(App::close);
        pipeline.close();
        if (cluster != null) {
            cluster.close();
        }
    }
}
