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
import semel.kit.TestPipeline;
import semel.sandbox.Broker;

/** Runs the steps of each {@link Trigger}: orders before the fault, the fault, orders after it. */
final class ScenarioRun {
    private static final long FOR_GOOD = 600_000; // milliseconds
    private static final String OTHER_INSTANCE = "semel-1";
    private static final int CLIENTS = 6;
    private static final int MANY_CLIENTS = 30;

    /** The policy throws for orders of this product. */
    private static final String CURSED = "cursed";

    private ScenarioRun() {}

    static void orders(PlantedScenario scenario) {
        scenario.open();
        scenario.order();
    }

    static void assortedOrders(PlantedScenario scenario) {
        scenario.open();
        scenario.order();
        scenario.order(List.of(1, 2));
        scenario.order(List.of(1, PlantedScenario.RECEIVED));
        scenario.order();
    }

    static void askedAgain(PlantedScenario scenario) {
        var replica = scenario.open();
        for (int i = 0; i < CLIENTS; i++) {
            scenario.postUnheard(replica, "k-" + i);
            scenario.postUntilAccepted(replica, "k-" + i);
        }
    }

    static void keysReused(PlantedScenario scenario) {
        var replica = scenario.open();
        scenario.postUntilAccepted(replica, "k-1");
        scenario.postUntilAccepted(replica, "k-2");
        scenario.post(replica, "k-1", "something-else");
        scenario.post(replica, PlantedScenario.KEY_OF_THE_GOODS, PlantedScenario.GOODS);
    }

    static void killedBeforeTheSend(PlantedScenario scenario) {
        var point = Failpoint.rowWritten();
        var replica = scenario.open(point);
        scenario.order();
        point.arm();
        var clients = IntStream.range(0, CLIENTS)
                .mapToObj(i -> scenario.postMeanwhile(replica, "k-" + i))
                .toList();
        replica.awaitReached(point);
        TestPipeline.keepFaultFor(Duration.ofSeconds(1));
        replica.kill();
        askAgain(scenario, scenario.start(PlantedScenario.INSTANCE), clients);
    }

    /** Retries each order that was not accepted until it is. */
    private static void askAgain(PlantedScenario scenario, App replica, List<CompletableFuture<Boolean>> clients) {
        for (int i = 0; i < clients.size(); i++) {
            if (!clients.get(i).join()) {
                scenario.postUntilAccepted(replica, "k-" + i);
            }
        }
    }

    static void leaderLost(PlantedScenario scenario) {
        var replica = scenario.open();
        scenario.order();
        scenario.awaitApplied();
        // Warm-up, so that answers are fast: brokers frozen for seconds would be fenced.
        IntStream.range(0, MANY_CLIENTS).forEach(i -> scenario.postUntilAccepted(replica, "before-" + i));
        var leader = scenario.cluster().broker(scenario.logs().leader("orders-in"));
        var followers = scenario.cluster().brokers().stream()
                .filter(broker -> broker != leader)
                .toList();
        var clients = new ArrayList<CompletableFuture<Boolean>>();
        followers.forEach(Broker::freeze);
        // The first orders answer fetches that wait at the leader; later ones are fetched by no follower.
        for (int i = 0; i < MANY_CLIENTS; i++) {
            clients.add(scenario.postMeanwhile(replica, "k-" + i));
            TestPipeline.keepFaultFor(Duration.ofMillis(20));
        }
        TestPipeline.keepFaultFor(Duration.ofMillis(500));
        leader.kill();
        followers.forEach(Broker::thaw);
        askAgain(scenario, replica, clients);
        scenario.order();
    }

    static void startedLate(PlantedScenario scenario) {
        scenario.start(PlantedScenario.INSTANCE).kill();
        scenario.goods();
        scenario.order();
        scenario.start(PlantedScenario.INSTANCE);
        scenario.awaitMembers(1);
        TestPipeline.keepFaultFor(Duration.ofSeconds(1));
        scenario.order();
    }

    static void downForAWhile(PlantedScenario scenario) {
        var replica = scenario.open();
        scenario.order();
        scenario.awaitApplied();
        replica.kill();
        scenario.order();
        scenario.goods();
        scenario.start(PlantedScenario.INSTANCE);
    }

    static void downWhileLogsAreCleaned(PlantedScenario scenario) {
        var replica = scenario.open();
        scenario.order();
        scenario.awaitApplied();
        replica.kill();
        scenario.order();
        TestPipeline.keepFaultFor(Duration.ofSeconds(2));
        scenario.logs().clean("orders-in");
        scenario.begin(PlantedScenario.INSTANCE);
    }

    static void writtenTwice(PlantedScenario scenario) {
        scenario.open();
        var orders = scenario.order();
        scenario.awaitApplied();
        TestPipeline.keepFaultFor(Duration.ofSeconds(2));
        scenario.pipeline().witness().write("the input", orders.subList(0, orders.size() / 2));
        scenario.order();
    }

    static void unreadable(PlantedScenario scenario) {
        scenario.open();
        scenario.order();
        writeUnreadable(scenario);
        scenario.order();
    }

    static void unreadableAndAborted(PlantedScenario scenario) {
        var failure = OneTimeFailure.offsetsRefused();
        scenario.open(failure);
        scenario.order();
        scenario.awaitApplied();
        failure.arm();
        writeUnreadable(scenario);
        await().atMost(TestPipeline.PATIENCE).until(failure::happened);
        scenario.order();
    }

    private static void writeUnreadable(PlantedScenario scenario) {
        var topic = scenario.pipeline().witness().topic("orders-in");
        var key = "k-" + scenario.random().nextInt(100);
        scenario.pipeline()
                .witness()
                .write(topic, List.of(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), null)));
    }

    static void policyFails(PlantedScenario scenario) {
        scenario.open(BytemanChange.in("semel.order.ReserveAllOrNothing", "decide")
                .when("$1.toString().contains(\"" + CURSED + "\")")
                .does("throw new java.lang.IllegalStateException(\"planted\")"));
        scenario.order();
        scenario.order(CURSED);
        scenario.order();
    }

    static void twoAtOnce(PlantedScenario scenario) {
        var betweenReadingAndWriting =
                Failpoint.at("semel.decision.Decider", "decide(List, Map, Ledger, Instant)", "true", 2_000);
        var slow = scenario.open(betweenReadingAndWriting);
        scenario.start(OTHER_INSTANCE);
        scenario.awaitMembers(2);
        betweenReadingAndWriting.arm();
        scenario.order();
        slow.awaitReached(betweenReadingAndWriting);
        scenario.order();
    }

    static void aSecondReplica(PlantedScenario scenario) {
        scenario.open();
        scenario.order();
        scenario.start(OTHER_INSTANCE);
        scenario.awaitMembers(2);
        scenario.order();
    }

    static void aMemberComesAndGoes(PlantedScenario scenario) {
        // A failpoint on another thread than the event loop, which the group's listener may need.
        var decided = Failpoint.decided(15_000);
        var replica = scenario.open(decided);
        scenario.order();
        scenario.awaitApplied();
        decided.arm();
        scenario.order();
        replica.awaitReached(decided);
        scenario.member().awaitJoined().close();
        scenario.awaitMembers(1);
        scenario.order();
    }

    static void killedAt(Failpoint point, PlantedScenario scenario) {
        killedAt(point, scenario, PlantedScenario.INSTANCE);
    }

    private static void killedAt(Failpoint point, PlantedScenario scenario, String successor) {
        var replica = scenario.open(point);
        scenario.order();
        scenario.awaitApplied();
        point.arm();
        scenario.order();
        replica.awaitReached(point);
        // Other threads continue for a while.
        TestPipeline.keepFaultFor(Duration.ofSeconds(1));
        replica.kill();
        scenario.start(successor);
        scenario.order();
    }

    static void goneForGood(PlantedScenario scenario) {
        killedAt(Failpoint.emitted(), scenario, OTHER_INSTANCE);
    }

    static void mishap(OneTimeFailure failure, PlantedScenario scenario) {
        scenario.open(failure);
        scenario.order();
        scenario.awaitApplied();
        failure.arm();
        scenario.order();
        await().atMost(TestPipeline.PATIENCE).until(failure::happened);
        scenario.order();
        // Orders that arrive before the batch is repeated are dropped with it.
        for (int i = 0; i < 3; i++) {
            TestPipeline.keepFaultFor(Duration.ofSeconds(1));
            scenario.order();
        }
    }

    static void abortedWhileMoreWaits(PlantedScenario scenario) {
        var decided = Failpoint.decided(10_000);
        var refused = OneTimeFailure.offsetsRefused();
        var replica = scenario.open(decided, refused);
        scenario.order();
        scenario.awaitApplied();
        decided.arm();
        scenario.order();
        replica.awaitReached(decided);
        scenario.order();
        refused.arm();
        await().atMost(TestPipeline.PATIENCE).until(refused::happened);
        scenario.order();
    }

    /** After the commit of the transaction, before it is confirmed. */
    static Failpoint confirmed() {
        return Failpoint.at("semel.decision.Emission", "confirm", "true", FOR_GOOD);
    }

    /** Before the notifications of a batch are written, with an open database transaction. */
    static Failpoint storing() {
        return Failpoint.at(
                "org.hibernate.reactive.mutiny.impl.MutinyStatelessSessionImpl",
                "createNativeQuery",
                "$1.contains(\"insert into notification\")",
                FOR_GOOD);
    }
}
