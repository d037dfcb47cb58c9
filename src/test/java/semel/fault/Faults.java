package semel.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static semel.kit.TestPipeline.keepFaultFor;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import semel.fault.Fault.Victim;
import semel.kit.Failpoint;
import semel.kit.GroupMember;
import semel.kit.Proxy;
import semel.kit.Proxy.Cut;
import semel.kit.SmallDisk;
import semel.kit.WrongClock;
import semel.sandbox.Broker;
import semel.sandbox.Server;

/** Lists all faults, or with {@code -Dsemel.faults.only=disk full} those whose names contain that text. */
final class Faults {
    private static final String ONLY = System.getProperty("semel.faults.only", "");
    private static final int SOME_REQUESTS = 20;

    /** Idle transactions, which may hold locks on stock that others need. */
    private static final String HELD = """
            select count(*) from pg_stat_activity
            where datname = current_database() and state = 'idle in transaction' and state_change < now() - interval '1 second'
            """;

    private static final Function<FaultScenario, List<Proxy>> DATABASE_WIRE =
            scenario -> List.of(scenario.databaseWire());

    private Faults() {}

    static List<Fault> all() {
        return Stream.of(ofReplicas(), ofTheGroup(), ofBrokers(), ofTheDatabase(), ofClients(), ofDisks())
                .flatMap(List::stream)
                .filter(fault -> fault.name().contains(ONLY))
                .toList();
    }

    private static List<Fault> ofReplicas() {
        return List.of(
                killedAt("row written, not sent", replica -> replica.rowWritten).rarely(),
                killedAt("acknowledged, not marked", replica -> replica.acknowledged)
                        .rarely(),
                killedAt("in the database transaction", replica -> replica.inTheDatabase)
                        .rarely(),
                killedAt("decided, nothing emitted", replica -> replica.decided).rarely(),
                killedAt("emitted, not committed", replica -> replica.emitted),
                killedAt("applied, not acknowledged", replica -> replica.projected),
                Fault.of(Victim.REPLICA, "replica killed at any moment", (scenario, random) -> {
                            keepFaultFor(upTo(Duration.ofSeconds(2), random));
                            scenario.any(random).app().kill();
                        })
                        .rarely(),
                Fault.of(
                                Victim.REPLICA,
                                "replicas restarted in turn",
                                (scenario, random) -> scenario.replicas().forEach(replica -> replica.restart()))
                        .rarely(),
                Fault.of(
                        Victim.REPLICA,
                        "zombie continues after its replacement",
                        (scenario, random) -> freezeBeyondItsSession(
                                scenario, random, replica -> replica.emittedForAWhile, () -> {})),
                Fault.of(
                                Victim.REPLICA,
                                "zombie in its database transaction",
                                (scenario, random) -> freezeBeyondItsSession(
                                        scenario,
                                        random,
                                        replica -> replica.inTheDatabaseForAWhile,
                                        () -> assertThat(scenario.pipeline().count(HELD))
                                                .as("transactions that a frozen replica still holds")
                                                .isZero()))
                        .alone()
                        .rarely(),
                Fault.of(Victim.REPLICA, "transaction outlives its timeout", Faults::transactionTimeout)
                        .rarely(),
                Fault.of(Victim.REPLICA, "replica's clock wrong", Faults::wrongClock)
                        .rarely(),
                Fault.of(Victim.REPLICA, "same transactional id twice", Faults::twin)
                        .alone()
                        .rarely());
    }

    private static Fault killedAt(String where, Function<FailpointReplica, Failpoint> point) {
        return Fault.of(Victim.REPLICA, "replica killed: " + where, (scenario, random) -> {
            scenario.reach(random, point).kill();
        });
    }

    /** @param beforeThaw asserts what must hold after the session timeout, while the replica is frozen */
    private static void freezeBeyondItsSession(
            FaultScenario scenario, Random random, Function<FailpointReplica, Failpoint> point, Runnable beforeThaw) {
        var zombie = scenario.reach(random, point);
        zombie.freeze();
        keepFaultFor(times(1.1, 2, FaultTopology.SESSION, random));
        beforeThaw.run();
        zombie.thaw();
    }

    private static void transactionTimeout(FaultScenario scenario, Random random) {
        var late = scenario.reach(random, replica -> replica.emittedForTooLong);
        assertThat(late.awaitExit()).isEqualTo(3);
    }

    /** Sets the clock wrong by more than the hour that a broker allows. */
    private static void wrongClock(FaultScenario scenario, Random random) {
        var replica = scenario.any(random);
        var off = Duration.ofHours(1).plus(upTo(Duration.ofHours(23), random));
        replica.restart(new WrongClock(random.nextBoolean() ? off : off.negated()));
        keepFaultFor(upTo(Duration.ofSeconds(10), random));
        replica.restart();
    }

    private static void twin(FaultScenario scenario, Random random) {
        var replica = scenario.any(random);
        var first = replica.app();
        try (var twin = scenario.pipeline().start(replica.instance()).awaitReady()) {
            assertThat(first.awaitExit()).isEqualTo(3);
            assertThat(first.output()).contains(replica.instance());
            // The supervisor restarts the first, and the newest producer wins.
            assertThat(twin.awaitExit()).isEqualTo(3);
        }
    }

    private static List<Fault> ofTheGroup() {
        return List.of(
                Fault.of(
                        Victim.GROUP,
                        "member joins and leaves",
                        (scenario, random) -> join(scenario, random, "orders-in")),
                Fault.of(
                                Victim.GROUP,
                                "member without partitions",
                                (scenario, random) -> join(scenario, random, "orders-dead-letters"))
                        .rarely());
    }

    private static void join(FaultScenario scenario, Random random, String topic) {
        var witness = scenario.witness();
        try (var member = new GroupMember(
                scenario.cluster().bootstrapServers(),
                witness.group("semel-decision"),
                scenario.topology().protocol(),
                List.of(witness.topic(topic)))) {
            member.awaitJoined();
            keepFaultFor(upTo(Duration.ofSeconds(2), random));
        }
    }

    private static List<Fault> ofBrokers() {
        return List.of(
                frozen("max.block", FaultTopology.MAX_BLOCK),
                frozen("request timeout", FaultTopology.REQUEST).rarely(),
                frozen("transaction timeout", FaultTopology.TRANSACTION).rarely(),
                frozen("session timeout", FaultTopology.SESSION).rarely(),
                killed("leader killed", (scenario, random) -> scenario.leader(random.nextInt(4))),
                killed("group coordinator killed", (scenario, random) -> scenario.groupCoordinator())
                        .rarely(),
                killed(
                                "transaction coordinator killed",
                                (scenario, random) -> scenario.transactionCoordinator(scenario.any(random)))
                        .rarely(),
                killed("controller killed", (scenario, random) -> scenario.controller())
                        .rarely(),
                Fault.of(Victim.BROKER, "all brokers killed", (scenario, random) -> {
                            scenario.cluster().brokers().forEach(Broker::kill);
                            keepFaultFor(upTo(Duration.ofSeconds(5), random));
                            scenario.cluster().restart();
                        })
                        .rarely(),
                silent(
                        Victim.BROKER,
                        "brokers half open",
                        FaultScenario::brokerWires,
                        Cut.HALF_OPEN,
                        FaultTopology.SESSION),
                silent(
                        Victim.BROKER,
                        "brokers, one direction cut",
                        FaultScenario::brokerWires,
                        Cut.ONE_WAY,
                        FaultTopology.SESSION),
                slow(Victim.BROKER, "slow network to the brokers", FaultScenario::brokerWires, Duration.ofMillis(400)));
    }

    private static Fault silent(
            Victim victim, String name, Function<FaultScenario, List<Proxy>> wires, Cut cut, Duration most) {
        return Fault.of(victim, name, (scenario, random) -> {
                    wires.apply(scenario).forEach(wire -> wire.cut(cut));
                    keepFaultFor(upTo(most, random));
                })
                .rarely();
    }

    private static Fault slow(Victim victim, String name, Function<FaultScenario, List<Proxy>> wires, Duration most) {
        return Fault.of(victim, name, (scenario, random) -> {
                    var delay = upTo(most, random);
                    wires.apply(scenario).forEach(wire -> wire.delay(delay));
                    keepFaultFor(upTo(Duration.ofSeconds(10), random));
                    wires.apply(scenario).forEach(wire -> wire.delay(Duration.ZERO));
                })
                .rarely();
    }

    private interface Choice {
        Server of(FaultScenario scenario, Random random);
    }

    /** Kills one broker of three. */
    private static Fault killed(String name, Choice choice) {
        return Fault.of(Victim.BROKER, name, (scenario, random) -> {
                    var broker = choice.of(scenario, random);
                    broker.kill();
                    keepFaultFor(upTo(Duration.ofSeconds(5), random));
                    scenario.cluster().restart();
                })
                .on(FaultTopology.THREE_BROKERS);
    }

    private static Fault frozen(String about, Duration timeout) {
        return Fault.of(Victim.BROKER, "broker frozen about " + about, (scenario, random) -> {
            var broker = scenario.leader(random.nextInt(4));
            keepFaultFor(upTo(Duration.ofMillis(500), random));
            broker.freeze();
            keepFaultFor(times(0.5, 3, timeout, random));
            broker.thaw();
        });
    }

    private static List<Fault> ofTheDatabase() {
        return List.of(
                Fault.of(Victim.DATABASE, "database killed", (scenario, random) -> {
                    scenario.database().kill();
                    keepFaultFor(upTo(Duration.ofSeconds(2), random));
                    scenario.database().restart();
                }),
                Fault.of(Victim.DATABASE, "database unavailable for long", Faults::databaseOutage)
                        .alone()
                        .rarely(),
                Fault.of(Victim.DATABASE, "database frozen", (scenario, random) -> {
                            scenario.database().freeze();
                            keepFaultFor(upTo(Duration.ofSeconds(10), random));
                            scenario.database().thaw();
                        })
                        .rarely(),
                cut("database cut before COMMIT", Cut.BEFORE).rarely(),
                cut("database cut at COMMIT's reply", Cut.REPLY),
                cut("database half open at COMMIT", Cut.HALF_OPEN).rarely(),
                silent(Victim.DATABASE, "database half open", DATABASE_WIRE, Cut.HALF_OPEN, Duration.ofSeconds(5)),
                silent(
                        Victim.DATABASE,
                        "database, one direction cut",
                        DATABASE_WIRE,
                        Cut.ONE_WAY,
                        Duration.ofSeconds(5)),
                slow(Victim.DATABASE, "slow network to the database", DATABASE_WIRE, Duration.ofMillis(200)));
    }

    /** May last longer than a minute, after which the connector itself stops waiting. */
    private static void databaseOutage(FaultScenario scenario, Random random) {
        var ends = scenario.replicas().stream().mapToInt(FailpointReplica::ends).sum();
        scenario.database().stop();
        keepFaultFor(Duration.ofSeconds(20).plus(upTo(Duration.ofSeconds(100), random)));
        scenario.replicas().forEach(replica -> assertThat(replica.health()).isEqualTo(200));
        scenario.database().restart();
        assertThat(scenario.replicas().stream().mapToInt(FailpointReplica::ends).sum())
                .as("process ends while the database is unavailable")
                .isEqualTo(ends);
    }

    private static Fault cut(String name, Cut cut) {
        return Fault.of(Victim.DATABASE, name, (scenario, random) -> {
            for (int time = 0; time < 3; time++) {
                scenario.databaseWire()
                        .strike("COMMIT", 1 + random.nextInt(5), cut)
                        .await();
            }
        });
    }

    /** Empty without the right to mount: then the same seed draws other faults. */
    private static List<Fault> ofDisks() {
        return SmallDisk.isPossible()
                ? List.of(
                        full(
                                Victim.BROKER,
                                "broker's disk full",
                                (scenario, random) -> scenario.leader(random.nextInt(4))),
                        full(Victim.DATABASE, "database's disk full", (scenario, random) -> scenario.database()))
                : List.of();
    }

    private static Fault full(Victim victim, String name, Choice choice) {
        return Fault.of(victim, name, (scenario, random) -> full(choice.of(scenario, random), random))
                .rarely();
    }

    private static void full(Server server, Random random) {
        server.stop();
        try (var disk = SmallDisk.under(server.data())) {
            server.restart();
            keepFaultFor(upTo(Duration.ofSeconds(2), random));
            disk.fill();
            keepFaultFor(upTo(Duration.ofSeconds(10), random));
            disk.free();
            keepFaultFor(upTo(Duration.ofSeconds(2), random));
            // It may have ended by itself when it could not write.
            if (server.isAlive()) {
                server.kill();
            }
        }
        server.restart();
    }

    private static List<Fault> ofClients() {
        return List.of(
                Fault.of(Victim.CLIENT, "reply to a client lost", (scenario, random) -> {
                    for (int time = 0; time < 3; time++) {
                        scenario.any(random)
                                .wire()
                                .strike("POST /orders ", 1 + random.nextInt(SOME_REQUESTS), Cut.REPLY)
                                .await();
                    }
                }),
                Fault.of(
                                Victim.CLIENT,
                                "clients half open",
                                (scenario, random) -> scenario.replicas()
                                        .forEach(replica -> replica.wire().cut(Cut.HALF_OPEN)))
                        .rarely(),
                Fault.of(
                        Victim.CLIENT,
                        "orders written twice",
                        (scenario, random) ->
                                scenario.accepted(scenario.witness().orderTwice(50, "p-0", random))),
                Fault.of(Victim.CLIENT, "poison, tombstones, oversize", Faults::poison));
    }

    /** Each record must become exactly one dead letter. */
    private static void poison(FaultScenario scenario, Random random) {
        var letters = "select count(*) from dead_letter";
        var before = scenario.pipeline().count(letters);
        var written = scenario.witness().poison(random);
        await().atMost(FaultScenario.PATIENCE)
                .ignoreExceptions()
                .until(() -> scenario.pipeline().count(letters) == before + written);
    }

    private static Duration upTo(Duration most, Random random) {
        return Duration.ofMillis(random.nextInt((int) most.toMillis()));
    }

    private static Duration times(double least, double most, Duration timeout, Random random) {
        return Duration.ofMillis((long) (timeout.toMillis() * (least + random.nextDouble() * (most - least))));
    }
}
