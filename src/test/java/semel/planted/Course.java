package semel.planted;

import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import semel.kit.App;
import semel.kit.Failpoint;
import semel.kit.Stage;
import semel.sandbox.Broker;

/** What happens on a scene under each {@link Trigger}: orders before the fault, the fault, orders after it. */
final class Course {
    private static final long FOR_GOOD = 600_000; // milliseconds
    private static final String OTHER_INSTANCE = "semel-1";
    private static final int CLIENTS = 6;
    private static final int MANY_CLIENTS = 30;

    /** Orders for these goods are a policy's undoing. */
    private static final String CURSED = "cursed";

    private Course() {}

    static void orders(Scene scene) {
        scene.open();
        scene.order();
    }

    static void assortedOrders(Scene scene) {
        scene.open();
        scene.order();
        scene.order(List.of(1, 2));
        scene.order(List.of(1, Scene.RECEIVED));
        scene.order();
    }

    static void askedAgain(Scene scene) {
        var replica = scene.open();
        for (int i = 0; i < CLIENTS; i++) {
            scene.postUnheard(replica, "k-" + i);
            scene.postUntilAccepted(replica, "k-" + i);
        }
    }

    static void keysReused(Scene scene) {
        var replica = scene.open();
        scene.postUntilAccepted(replica, "k-1");
        scene.postUntilAccepted(replica, "k-2");
        scene.post(replica, "k-1", "something-else");
        scene.post(replica, Scene.KEY_OF_THE_GOODS, Scene.GOODS);
    }

    static void killedBeforeTheSend(Scene scene) {
        var point = Failpoint.rowWritten();
        var replica = scene.open(point);
        scene.order();
        point.arm();
        var clients = IntStream.range(0, CLIENTS)
                .mapToObj(i -> scene.postMeanwhile(replica, "k-" + i))
                .toList();
        replica.awaitReached(point);
        Scene.lasts(Duration.ofSeconds(1));
        replica.kill();
        askAgain(scene, scene.start(Scene.INSTANCE), clients);
    }

    /** Who saw no acceptance, asks until there is one. */
    private static void askAgain(Scene scene, App replica, List<CompletableFuture<Boolean>> clients) {
        for (int i = 0; i < clients.size(); i++) {
            if (!clients.get(i).join()) {
                scene.postUntilAccepted(replica, "k-" + i);
            }
        }
    }

    static void leaderLost(Scene scene) {
        var replica = scene.open();
        scene.order();
        scene.awaitApplied();
        // What has run before answers soon; brokers that are frozen for seconds are known to be gone.
        IntStream.range(0, MANY_CLIENTS).forEach(i -> scene.postUntilAccepted(replica, "before-" + i));
        var leader = scene.cluster().broker(scene.logs().leader("orders-in"));
        var followers = scene.cluster().brokers().stream()
                .filter(broker -> broker != leader)
                .toList();
        var clients = new ArrayList<CompletableFuture<Boolean>>();
        followers.forEach(Broker::freeze);
        // The first orders still answer fetches that wait at the leader; those behind them nobody asks for.
        for (int i = 0; i < MANY_CLIENTS; i++) {
            clients.add(scene.postMeanwhile(replica, "k-" + i));
            Scene.lasts(Duration.ofMillis(20));
        }
        Scene.lasts(Duration.ofMillis(500));
        leader.kill();
        followers.forEach(Broker::thaw);
        askAgain(scene, replica, clients);
        scene.order();
    }

    static void startedLate(Scene scene) {
        scene.start(Scene.INSTANCE).kill();
        scene.goods();
        scene.order();
        scene.start(Scene.INSTANCE);
        scene.awaitMembers(1);
        Scene.lasts(Duration.ofSeconds(1));
        scene.order();
    }

    static void downForAWhile(Scene scene) {
        var replica = scene.open();
        scene.order();
        scene.awaitApplied();
        replica.kill();
        scene.order();
        scene.goods();
        scene.start(Scene.INSTANCE);
    }

    static void downWhileLogsAreCleaned(Scene scene) {
        var replica = scene.open();
        scene.order();
        scene.awaitApplied();
        replica.kill();
        scene.order();
        Scene.lasts(Duration.ofSeconds(2));
        scene.logs().clean("orders-in");
        scene.begin(Scene.INSTANCE);
    }

    static void writtenTwice(Scene scene) {
        scene.open();
        var orders = scene.order();
        scene.awaitApplied();
        Scene.lasts(Duration.ofSeconds(2));
        scene.stage().witness().write("the input", orders.subList(0, orders.size() / 2));
        scene.order();
    }

    static void unreadable(Scene scene) {
        scene.open();
        scene.order();
        writeUnreadable(scene);
        scene.order();
    }

    static void unreadableAndAborted(Scene scene) {
        var mishap = Mishap.offsetsRefused();
        scene.open(mishap);
        scene.order();
        scene.awaitApplied();
        mishap.arm();
        writeUnreadable(scene);
        await().atMost(Stage.PATIENCE).until(mishap::happened);
        scene.order();
    }

    private static void writeUnreadable(Scene scene) {
        var topic = scene.stage().witness().topic("orders-in");
        var key = "k-" + scene.random().nextInt(100);
        scene.stage()
                .witness()
                .write(topic, List.of(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), null)));
    }

    static void policyFails(Scene scene) {
        scene.open(Change.in("semel.order.ReserveAllOrNothing", "decide")
                .when("$1.toString().contains(\"" + CURSED + "\")")
                .does("throw new java.lang.IllegalStateException(\"planted\")"));
        scene.order();
        scene.order(CURSED);
        scene.order();
    }

    static void twoAtOnce(Scene scene) {
        var betweenReadingAndWriting =
                Failpoint.at("semel.decision.Decider", "decide(List, Map, Ledger, Instant)", "true", 2_000);
        var slow = scene.open(betweenReadingAndWriting);
        scene.start(OTHER_INSTANCE);
        scene.awaitMembers(2);
        betweenReadingAndWriting.arm();
        scene.order();
        slow.awaitReached(betweenReadingAndWriting);
        scene.order();
    }

    static void aSecondReplica(Scene scene) {
        scene.open();
        scene.order();
        scene.start(OTHER_INSTANCE);
        scene.awaitMembers(2);
        scene.order();
    }

    static void aMemberComesAndGoes(Scene scene) {
        // Not on an event loop, which the group's listener may need.
        var decided = Failpoint.decided(15_000);
        var replica = scene.open(decided);
        scene.order();
        scene.awaitApplied();
        decided.arm();
        scene.order();
        replica.awaitReached(decided);
        scene.member().awaitJoined().close();
        scene.awaitMembers(1);
        scene.order();
    }

    static void killedAt(Failpoint point, Scene scene) {
        killedAt(point, scene, Scene.INSTANCE);
    }

    private static void killedAt(Failpoint point, Scene scene, String successor) {
        var replica = scene.open(point);
        scene.order();
        scene.awaitApplied();
        point.arm();
        scene.order();
        replica.awaitReached(point);
        // What goes on beside the thread that stopped, goes on for a while.
        Scene.lasts(Duration.ofSeconds(1));
        replica.kill();
        scene.start(successor);
        scene.order();
    }

    static void goneForGood(Scene scene) {
        killedAt(Failpoint.emitted(), scene, OTHER_INSTANCE);
    }

    static void mishap(Mishap mishap, Scene scene) {
        scene.open(mishap);
        scene.order();
        scene.awaitApplied();
        mishap.arm();
        scene.order();
        await().atMost(Stage.PATIENCE).until(mishap::happened);
        scene.order();
        // What comes until the batch is repeated is dropped with it.
        for (int i = 0; i < 3; i++) {
            Scene.lasts(Duration.ofSeconds(1));
            scene.order();
        }
    }

    static void abortedWhileMoreWaits(Scene scene) {
        var decided = Failpoint.decided(10_000);
        var refused = Mishap.offsetsRefused();
        var replica = scene.open(decided, refused);
        scene.order();
        scene.awaitApplied();
        decided.arm();
        scene.order();
        replica.awaitReached(decided);
        scene.order();
        refused.arm();
        await().atMost(Stage.PATIENCE).until(refused::happened);
        scene.order();
    }

    /** The transaction is committed, and not yet known to be. */
    static Failpoint confirmed() {
        return Failpoint.at("semel.decision.Emission", "confirm", "true", FOR_GOOD);
    }

    /** The notifications of a batch are about to be written, its transaction is open. */
    static Failpoint storing() {
        return Failpoint.at(
                "org.hibernate.reactive.mutiny.impl.MutinyStatelessSessionImpl",
                "createNativeQuery",
                "$1.contains(\"insert into notification\")",
                FOR_GOOD);
    }
}
