package semel.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import semel.kit.Failpoint;
import semel.kit.Load;
import semel.kit.Stage;
import semel.kit.Supervised;

/** Servers and replicas come and go under load. Nobody lends a hand but the supervisor, which starts what has ended. */
@Execution(ExecutionMode.CONCURRENT)
class OutageIT {
    private static final int ORDERS = 400;
    private static final int SOME = 50;

    @Test
    void aBrokerThatIsKilledAndComesBackCostsNothing() {
        try (var stage = Stage.withItsOwnServers(Map.of());
                var replica = stage.supervise("semel-0")) {
            stage.receive(replica.current().awaitReady());
            try (var load = new Load(ORDERS, "k-", "pen", replica::base)) {
                load.awaitAccepted(SOME);
                stage.broker().kill();
                stage.broker().restart();

                stage.assertExactlyOnce(replica, load.join());
            }
        }
    }

    @Test
    void aDatabaseThatIsKilledAndComesBackCostsNothing() {
        try (var stage = Stage.withItsOwnServers(Map.of());
                var replica = stage.supervise("semel-0")) {
            stage.receive(replica.current().awaitReady());
            try (var load = new Load(ORDERS, "k-", "pen", replica::base)) {
                load.awaitAccepted(SOME);
                stage.database().kill();
                stage.database().restart();

                stage.assertExactlyOnce(replica, load.join());
                assertThat(replica.ends()).isZero();
            }
        }
    }

    @Test
    void twoReplicasThatAreRestartedInTurnUnderLoadCostNothing() {
        try (var stage = Stage.on(Map.of());
                var first = stage.supervise("semel-0");
                var second = stage.supervise("semel-1")) {
            var replicas = List.of(first, second);
            stage.receive(first.current().awaitReady());
            second.current().awaitReady();
            var turn = new AtomicInteger();
            try (var load = new Load(
                    ORDERS,
                    "k-",
                    "pen",
                    () -> replicas.get(turn.getAndIncrement() % replicas.size()).base())) {
                load.awaitAccepted(SOME);
                replicas.forEach(OutageIT::restart);

                stage.assertExactlyOnce(first, load.join());
            }
        }
    }

    private static void restart(Supervised replica) {
        var before = replica.ends();
        var stopped = replica.current();
        stopped.stop();
        assertThat(stopped.output()).contains("stopped in").doesNotContain("process ends");
        await().atMost(Stage.PATIENCE).until(() -> replica.ends() > before);
        replica.current().awaitReady();
    }

    @Test
    void aReplicaThatFreezesInItsDatabaseTransactionHoldsNobodyUpForLong() {
        var point = Failpoint.inTheDatabase(1_000);
        try (var stage = Stage.on(Map.of());
                var zombie = stage.start("semel-0", point).awaitReady();
                var other = stage.start("semel-1").awaitReady()) {
            stage.receive(other);
            point.arm();
            var ids = new ArrayList<UUID>(stage.witness().order(ORDERS, "pen"));
            zombie.awaitReached(point);
            zombie.freeze();
            ids.addAll(stage.witness().order(ORDERS, "pen"));
            stage.awaitDone();
            zombie.thaw();

            stage.assertExactlyOnce(other, ids);
        }
    }
}
