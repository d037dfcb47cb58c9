package semel.planted;

import static org.awaitility.Awaitility.await;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import semel.audit.History;
import semel.audit.Proof;
import semel.kit.App;
import semel.kit.Rule;
import semel.kit.Stage;
import semel.wire.OrderCodec;

/** A stage on which a fault strikes replicas that have a bug, or none; what clients see of it is written down for the proof. */
final class Scene implements AutoCloseable {
    static final String GOODS = "pen";
    static final String INSTANCE = "semel-0";
    private static final int RECEIVED = 1_000;

    /** What is not through after it is behind: longer than a session and a transaction last. */
    private static final Duration PATIENCE = Duration.ofSeconds(25);

    private static final Pattern RULE_FAILED = Pattern.compile(
            "(?m)^.*(?:Rule\\.ensureTypeCheckedCompiled|byteman\\.rule\\.exception\\.\\w+|Error parsing rule).*$");

    private final Optional<PlantedBug> bug;
    private final Stage stage;
    private final Random random;
    private final List<App> replicas = new ArrayList<>();
    private final List<History.Request> seen = new ArrayList<>();
    private int ordered;

    private Scene(Optional<PlantedBug> bug, Trigger trigger, long seed) {
        var settings = new HashMap<>(trigger.settings());
        bug.ifPresent(planted -> settings.putAll(planted.settings()));
        this.bug = bug;
        this.stage = Stage.on(settings);
        this.random = new Random(seed);
    }

    /** @return what is proven of replicas with this bug after its fault */
    static Proof of(PlantedBug bug, long seed) {
        return play(Optional.of(bug), bug.story().trigger(), seed);
    }

    /** @return what is proven of replicas without a bug after this fault */
    static Proof of(Trigger trigger, long seed) {
        return play(Optional.empty(), trigger, seed);
    }

    private static Proof play(Optional<PlantedBug> bug, Trigger trigger, long seed) {
        try (var scene = new Scene(bug, trigger, seed)) {
            trigger.strike(scene);
            var proof = scene.stage.prove(scene.seen, PATIENCE);
            scene.replicas.forEach(Scene::requireThatItsRulesFit);
            return proof;
        }
    }

    private static void requireThatItsRulesFit(App replica) {
        var failed = RULE_FAILED.matcher(replica.output());
        if (failed.find()) {
            throw new IllegalStateException("a rule does not fit: " + failed.group());
        }
    }

    Stage stage() {
        return stage;
    }

    /** Starts a replica with the bug, and waits until it listens. @param faults what may happen to it besides */
    App start(String instance, Rule... faults) {
        var rules = Stream.concat(bug.map(PlantedBug::rules).orElse(List.of()).stream(), Stream.of(faults));
        var replica = stage.start(instance, rules.toArray(Rule[]::new));
        replicas.add(replica);
        return replica.awaitReady();
    }

    /** Starts the first replica, gives it goods, and plants what is planted in topics and tables. */
    App open(Rule... faults) {
        var replica = start(INSTANCE, faults);
        receive(replica);
        bug.ifPresent(planted -> planted.plant(stage));
        return replica;
    }

    /** Not by offsets, which may be wrong. */
    private void receive(App replica) {
        await().atMost(Stage.PATIENCE)
                .until(() -> stage.client()
                                .receive(replica.base(), "stock", GOODS, RECEIVED)
                                .status()
                        == 202);
        await().atMost(Stage.PATIENCE)
                .until(() -> stage.count("select count(*) from inventory where on_hand = " + RECEIVED) == 1);
    }

    /** Writes some orders, acknowledged. */
    void order() {
        order(10 + random.nextInt(20));
    }

    void order(int n) {
        ordered += n;
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        for (int i = 0; i < n; i++) {
            var id = new UUID(random.nextLong(), random.nextLong());
            records.add(stage.witness().record("orders-in", stage.witness().anOrder(id, GOODS)));
            seen.add(new History.Request(null, id, null, "", History.Answer.ACK));
        }
        stage.witness().write(stage.witness().topic("orders-in"), records);
    }

    /** Writes a receipt of goods, acknowledged. */
    void goods() {
        var id = stage.witness().receive(GOODS, 1);
        seen.add(new History.Request(null, id, null, "", History.Answer.ACK));
    }

    /** Waits until all orders written so far have their effect. */
    void awaitApplied() {
        await().atMost(Stage.PATIENCE).until(() -> stage.count("select count(*) from customer_order") >= ordered);
    }

    /** A client orders one piece. @return whether it saw it accepted */
    boolean post(App replica, String key, String product) {
        var answer = stage.client().order(replica.base(), key, product);
        var id = Optional.ofNullable(answer.orderId()).map(UUID::fromString);
        var outcome = switch (answer.status()) {
            case 202 -> History.Answer.ACK;
            case 422 -> History.Answer.KEY_REUSED;
            case 0, 503 -> History.Answer.UNKNOWN;
            default -> History.Answer.REJECTED;
        };
        see(new History.Request(null, id.orElse(null), "/ORDER/" + key, fingerprint(product), outcome));
        return outcome == History.Answer.ACK;
    }

    private synchronized void see(History.Request request) {
        seen.add(request);
    }

    /** As intake takes it of the same order. */
    private String fingerprint(String product) {
        try {
            var canonical = OrderCodec.canonical(stage.witness().anOrder(new UUID(0, 0), product));
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical));
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    Random random() {
        return random;
    }

    /** A fault's own time, not a wait for its effect. */
    static void lasts(Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(10)).until(() -> true);
    }

    @Override
    public void close() {
        replicas.forEach(App::close);
        stage.close();
    }
}
