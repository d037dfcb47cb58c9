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
import semel.kit.Chronicle;
import semel.kit.GeneratedPage;

/**
 * No fault loses or duplicates an order or tears a transaction; each recovers without an operator. {@code verify} injects each of
 * a slice once; {@code -Pchaos -Dfaults=N -Dseed=S} injects N, some of them two at once, and with {@code -Dsemel.docs.update=true}
 * writes down what it saw.
 *
 * @see ReliabilityTest
 */
@Order(1) // the longest: nothing is left to wait for when it ends
@Execution(ExecutionMode.CONCURRENT)
class FaultsIT {
    private static final long SEED = Long.getLong("semel.seed", 1);
    private static final int FAULTS = Integer.getInteger("semel.faults", 0);
    private static final int PER_SECOND = Integer.getInteger("semel.rate", 100);

    /** Orders that another producer writes to the input meanwhile. */
    private static final int STRAIGHT = Integer.getInteger("semel.straight", 1_200);

    /** A proof reads everything on a ground, so nobody stays there for ever. */
    private static final int PER_ARENA = 12;

    private static final int SOME = 50;

    private static final Path PROGRESS = Path.of("target", "faults-" + SEED + ".log");
    private static final String RUN = Chronicle.run(SEED);
    private static final Queue<Outcome> OUTCOMES = new ConcurrentLinkedQueue<>();

    @ParameterizedTest
    @EnumSource
    void noFaultLosesDoublesOrTearsAnything(Ground ground) {
        var injections = FAULTS > 0
                ? Injection.many(ground, FAULTS / Ground.values().length, SEED)
                : Injection.slice(ground, SEED);
        for (int from = 0; from < injections.size(); from += PER_ARENA) {
            var here = injections.subList(from, Math.min(injections.size(), from + PER_ARENA));
            try (var arena = Arena.open(ground)) {
                here.forEach(injection -> strike(arena, injection));
            }
        }
    }

    private static void strike(Arena arena, Injection injection) {
        try (var load = arena.load(PER_SECOND, injection.seed())) {
            arena.awaitReady();
            load.awaitAccepted(SOME);
            var before = arena.accepted();
            var straight = CompletableFuture.supplyAsync(() -> arena.witness().order(STRAIGHT, "p-0"));
            injection.strike(arena);
            arena.accepted(straight.join());
            var recovery = arena.recover();
            arena.accepted(load.stop());

            judge(arena, injection, before, recovery);
        } catch (RuntimeException | AssertionError failed) {
            say("%s: %s: %s", arena.ground(), injection, failed);
            throw failed;
        }
    }

    private static void judge(Arena arena, Injection injection, int before, Duration recovery) {
        var proof = arena.prove();
        say("%s: %s: recovered in %s", arena.ground(), injection, recovery);
        tell(Outcome.of(RUN, arena.ground(), injection, arena.accepted() - before, proof.findings(), recovery));
        assertThat(proof.isClean())
                .as(() -> "seed " + SEED + ", " + arena.ground() + ", " + injection + ": " + proof)
                .isTrue();
    }

    private static void tell(Outcome outcome) {
        OUTCOMES.add(outcome);
        if (GeneratedPage.isToBeWritten()) {
            Outcome.SEEN.add(RUN, outcome.line());
        }
    }

    @AfterAll
    static void show() {
        say("seed %s%n%s", SEED, Table.of(OUTCOMES));
    }

    /** Also at once, into a file: a run is long, and what it prints comes late. */
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
