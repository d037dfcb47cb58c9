package semel.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import semel.kit.GeneratedPage;
import semel.kit.RunLog;

/**
 * Injects faults under load and proves after each that no order is lost or duplicated and no transaction is torn. {@code verify}
 * injects each fault of a selection once; {@code -Pchaos -Dfaults=N -Dseed=S} injects N, some in pairs, and with
 * {@code -Dsemel.docs.update=true} records the outcomes.
 *
 * @see ReliabilityTest
 */
@Order(1) // the longest test starts first, so that the build ends earlier
@Execution(ExecutionMode.CONCURRENT)
class FaultsIT {
    private static final long SEED = Long.getLong("semel.seed", 1);
    private static final int FAULTS = Integer.getInteger("semel.faults", 0);
    private static final int PER_SECOND = Integer.getInteger("semel.rate", 100);

    /** Orders that another producer writes to the input during a fault. */
    private static final int STRAIGHT = Integer.getInteger("semel.straight", 1_200);

    /** A proof reads all records of an arena: a new arena after some faults keeps it fast. */
    private static final int PER_ARENA = 12;

    private static final int SOME = 50;

    private static final Path PROGRESS = Path.of("target", "faults-" + SEED + ".log");
    private static final String RUN = RunLog.run(SEED);
    private static final Queue<InjectionOutcome> OUTCOMES = new ConcurrentLinkedQueue<>();

    @ParameterizedTest
    @EnumSource
    void noFaultLosesDuplicatesOrTearsAnything(FaultTopology topology) {
        var injections = FAULTS > 0
                ? Injection.many(topology, FAULTS / FaultTopology.values().length, SEED)
                : Injection.slice(topology, SEED);
        for (int from = 0; from < injections.size(); from += PER_ARENA) {
            var here = injections.subList(from, Math.min(injections.size(), from + PER_ARENA));
            try (var scenario = FaultScenario.open(topology)) {
                here.forEach(injection -> strike(scenario, injection));
            }
        }
    }

    private static void strike(FaultScenario scenario, Injection injection) {
        try (var load = scenario.load(PER_SECOND, injection.seed())) {
            scenario.awaitReady();
            load.awaitAccepted(SOME);
            var before = scenario.accepted();
            var straight =
                    CompletableFuture.supplyAsync(() -> scenario.witness().order(STRAIGHT, "p-0"));
            injection.strike(scenario);
            scenario.accepted(straight.join());
            var recovery = scenario.recover();
            scenario.accepted(load.stop());

            judge(scenario, injection, before, recovery);
        } catch (RuntimeException | AssertionError failed) {
            say("%s: %s: %s", scenario.topology(), injection, failed);
            throw failed;
        }
    }

    private static void judge(FaultScenario scenario, Injection injection, int before, Duration recovery) {
        var proof = scenario.prove();
        say("%s: %s: recovered in %s", scenario.topology(), injection, recovery);
        tell(InjectionOutcome.of(
                RUN, scenario.topology(), injection, scenario.accepted() - before, proof.findings(), recovery));
        assertThat(proof.isClean())
                .as(() -> "seed " + SEED + ", " + scenario.topology() + ", " + injection + ": " + proof)
                .isTrue();
    }

    private static void tell(InjectionOutcome outcome) {
        OUTCOMES.add(outcome);
        if (GeneratedPage.isToBeWritten()) {
            InjectionOutcome.SEEN.add(RUN, outcome.line());
        }
    }

    @AfterAll
    static void show() {
        say("seed %s%n%s", SEED, FaultTable.of(OUTCOMES));
    }

    /** Also appends to a file at once: a run is long, and its console output comes late. */
    private static void say(String format, Object... arguments) {
        var line = LocalTime.now().truncatedTo(ChronoUnit.SECONDS) + " " + format.formatted(arguments) + "\n";
        System.out.print(line);
        try {
            Files.writeString(PROGRESS, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
