package semel.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * No fault costs an order, doubles one or tears a transaction; each recovers without a hand. {@code verify} strikes each fault
 * once; {@code -Pchaos -Dfaults=N -Dseed=S} strikes N, some of them two at once, and with {@code -Dsemel.docs.update=true}
 * writes down what it saw.
 *
 * @see ReliabilityTest
 */
@Execution(ExecutionMode.CONCURRENT)
class FaultsIT {
    private static final long SEED = Long.getLong("semel.seed", new Random().nextLong(1_000_000));
    private static final int FAULTS = Integer.getInteger("semel.faults", 0);
    private static final int PER_SECOND = Integer.getInteger("semel.rate", 150);

    /** A proof reads everything on a ground, so nobody stays there for ever. */
    private static final int PER_ARENA = 12;

    private static final int SOME = 50;
    private static final String RUN = SEED + " " + Reliability.commit();
    private static final Queue<Outcome> OUTCOMES = new ConcurrentLinkedQueue<>();

    @ParameterizedTest
    @EnumSource
    void noFaultLosesDoublesOrTearsAnything(Ground ground) {
        var injections = FAULTS == 0
                ? Injection.slice(ground, SEED)
                : Injection.many(ground, FAULTS / Ground.values().length, SEED);
        inChunks(injections, chunk -> {
            try (var arena = Arena.open(ground)) {
                chunk.forEach(injection -> strike(arena, injection));
            }
        });
    }

    private static void inChunks(List<Injection> injections, Consumer<List<Injection>> run) {
        for (int from = 0; from < injections.size(); from += PER_ARENA) {
            run.accept(injections.subList(from, Math.min(injections.size(), from + PER_ARENA)));
        }
    }

    private static void strike(Arena arena, Injection injection) {
        try (var load = arena.load(PER_SECOND, injection.seed())) {
            load.awaitAccepted(SOME);
            var before = arena.accepted();
            injection.strike(arena);
            var recovery = arena.recover();
            arena.accepted(load.stop());

            var proof = arena.prove();
            say("%s: %s: recovered in %s", arena.ground(), injection, recovery);
            tell(Outcome.of(RUN, arena.ground(), injection, arena.accepted() - before, proof.anomalies(), recovery));
            assertThat(proof.isClean())
                    .as(() -> "seed " + SEED + ", " + arena.ground() + ", " + injection + ": " + proof)
                    .isTrue();
        } catch (RuntimeException | AssertionError failed) {
            say("%s: %s: %s", arena.ground(), injection, failed);
            throw failed;
        }
    }

    private static void tell(Outcome outcome) {
        OUTCOMES.add(outcome);
        if (Boolean.getBoolean("semel.docs.update")) {
            Reliability.add(outcome);
        }
    }

    @AfterAll
    static void show() {
        say("seed %s%n%s", SEED, Table.of(OUTCOMES));
    }

    private static void say(String format, Object... arguments) {
        System.out.printf(format + "%n", arguments);
    }
}
