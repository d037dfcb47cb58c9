package semel.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import semel.kit.App;
import semel.kit.Client;
import semel.kit.Failpoint;
import semel.kit.Member;
import semel.kit.Stage;

/** Each test has a stage of its own, so they run beside each other: most of their time is waiting. */
@Execution(ExecutionMode.CONCURRENT)
class CrashIT {
    private static final int ORDERS = 30;

    /** Longer than the minute after which the connector's own ways of waiting give up. */
    private static final Duration LONG_OUTAGE = Duration.ofSeconds(90);

    static Stream<Failpoint> failpoints() {
        return Failpoint.all().stream();
    }

    @ParameterizedTest
    @MethodSource("failpoints")
    void nothingIsLostDoubledOrTornByAKillAt(Failpoint failpoint) {
        try (var stage = Stage.on(Map.of());
                var killed = stage.start("semel-0", failpoint).awaitReady()) {
            stage.receive(killed);
            failpoint.arm();
            var unanswered = place(stage, killed);
            killed.awaitReached(failpoint);
            killed.kill();
            unanswered.forEach(CompletableFuture::join);

            try (var successor = stage.start("semel-0").awaitReady()) {
                var ids = stage.placeUntilAccepted(successor.base(), ORDERS);

                stage.assertExactlyOnce(successor, ids.values());
            }
        }
    }

    /** Posts all orders at once, as clients that will not all get an answer. */
    private static List<CompletableFuture<Client.Answer>> place(Stage stage, App app) {
        var base = app.base();
        var answers = new ArrayList<CompletableFuture<Client.Answer>>();
        for (int i = 0; i < ORDERS; i++) {
            var key = "k-" + i;
            answers.add(CompletableFuture.supplyAsync(() -> stage.client().order(base, key, "pen")));
        }
        return answers;
    }

    @Test
    void nothingIsLostDoubledOrTornByAReplicaThatWakesUpBehindItsSuccessor() {
        // A session shorter than the default only makes the test shorter.
        var settings = Map.of(
                "mp.messaging.incoming.to-decide.session.timeout.ms", "6000",
                "mp.messaging.incoming.to-apply.session.timeout.ms", "6000");
        var emitted = Failpoint.emitted(1_000);
        try (var stage = Stage.on(settings);
                var zombie = stage.start("semel-0", emitted).awaitReady()) {
            stage.receive(zombie);
            emitted.arm();
            var ids = new ArrayList<UUID>(stage.witness().order(ORDERS, "pen"));
            zombie.awaitReached(emitted);
            zombie.freeze();

            try (var successor = stage.start("semel-1").awaitReady()) {
                ids.addAll(stage.witness().order(ORDERS, "pen"));
                await().atMost(Stage.PATIENCE).until(() -> stage.witness().behind() == 0);
                zombie.thaw();
                ids.addAll(stage.witness().order(ORDERS, "pen"));

                stage.assertExactlyOnce(successor, ids);
            }
        }
    }

    @Test
    void aReplicaWhoseIdWasTakenEndsWithExitCode3AndNamesIt() {
        try (var stage = Stage.on(Map.of());
                var first = stage.start("semel-0").awaitReady()) {
            stage.receive(first);
            try (var twin = stage.start("semel-0").awaitReady()) {
                var ids = stage.witness().order(ORDERS, "pen");

                assertThat(first.awaitExit()).isEqualTo(3);
                assertThat(first.output()).contains("semel-0");
                stage.assertExactlyOnce(twin, ids);
            }
        }
    }

    @Test
    void aTransactionThatOutlivesItsTimeoutEndsTheProcessAndIsPublishedOnceByTheNext() {
        var settings = Map.of(
                "mp.messaging.outgoing.decided.transaction.timeout.ms", "4000",
                "mp.messaging.outgoing.decided.delivery.timeout.ms", "3000",
                "mp.messaging.outgoing.decided.request.timeout.ms", "1000");
        var emitted = Failpoint.emitted(20_000);
        try (var stage = Stage.on(settings);
                var late = stage.start("semel-0", emitted).awaitReady()) {
            stage.receive(late);
            emitted.arm();
            var ids = stage.witness().order(ORDERS, "pen");
            late.awaitReached(emitted);

            assertThat(late.awaitExit()).isEqualTo(3);
            try (var next = stage.start("semel-0").awaitReady()) {
                stage.assertExactlyOnce(next, ids);
            }
        }
    }

    @Test
    void aBrokerThatFreezesJustLongerThanACommitMayWaitCostsNothing() {
        var settings = Map.of(
                "mp.messaging.outgoing.decided.max.block.ms", "4000",
                "mp.messaging.outgoing.decided.request.timeout.ms", "1000");
        var emitted = Failpoint.emitted(500);
        try (var stage = Stage.withItsOwnServers(settings);
                var app = stage.start("semel-0", emitted).awaitReady()) {
            stage.receive(app);
            emitted.arm();
            var ids = stage.witness().order(ORDERS, "pen");
            app.awaitReached(emitted);
            stage.broker().freeze();
            lasts(Duration.ofSeconds(5));
            stage.broker().thaw();

            stage.assertExactlyOnce(app, ids);
            assertThat(app.isAlive()).isTrue();
        }
    }

    @Test
    void aDatabaseThatIsAwayForLongIsWaitedFor() {
        try (var stage = Stage.withItsOwnServers(Map.of());
                var app = stage.start("semel-0").awaitReady()) {
            stage.receive(app);
            var ids = new ArrayList<UUID>();
            stage.database().stop();
            try {
                ids.addAll(stage.witness().order(ORDERS, "pen"));
                lasts(LONG_OUTAGE);
                assertThat(stage.client()
                                .get(app.base().resolve("/q/health/live"))
                                .status())
                        .isEqualTo(200);
            } finally {
                stage.database().restart();
            }

            stage.assertExactlyOnce(app, ids);
        }
    }

    /** The fault's own time, not a wait for its effect. */
    private static void lasts(Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(10)).until(() -> true);
    }

    @Test
    void aMemberThatJoinsAndLeavesUnderKip848CostsNothing() {
        // Under KIP-848 the broker says how long a session lasts; a client that says it too is refused.
        var settings = Map.of(
                "mp.messaging.incoming.to-decide.group.protocol", "consumer",
                "mp.messaging.incoming.to-decide.session.timeout.ms", "",
                "mp.messaging.incoming.to-decide.heartbeat.interval.ms", "");
        var emitted = Failpoint.emitted(2_000);
        try (var stage = Stage.on(settings);
                var app = stage.start("semel-0", emitted).awaitReady()) {
            stage.receive(app);
            emitted.arm();
            var ids = stage.witness().order(ORDERS, "pen");
            app.awaitReached(emitted);
            try (var member = new Member(
                    stage.broker().bootstrapServers(),
                    stage.witness().group("semel-decision"),
                    Map.of("group.protocol", "consumer"),
                    List.of(stage.witness().topic("orders-in")))) {
                member.awaitJoined();
            }

            stage.assertExactlyOnce(app, ids);
        }
    }
}
