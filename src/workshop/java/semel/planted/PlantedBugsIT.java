package semel.planted;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import semel.kit.GeneratedPage;
import semel.kit.RunLog;
import semel.proof.Proof;

/**
 * Tests that the proof finds each planted bug, and that the same fault without it is clean. By default it runs a handful once; with
 * {@code -Dsemel.planted=5} all, under five seeds each; with {@code -Dsemel.planted.only=OneTooLow} a single one. With
 * {@code -Dsemel.docs.update=true} it records the results.
 */
@Execution(ExecutionMode.CONCURRENT)
class PlantedBugsIT {
    private static final long SEED = Long.getLong("semel.seed", System.currentTimeMillis());
    private static final int RUNS = Integer.getInteger("semel.planted", 0);
    private static final String ONLY = System.getProperty("semel.planted.only", "");

    /** Bugs that need no restart. */
    private static final Set<String> HANDFUL = Set.of("NewIdAtEachRetry", "CommitBelieved");

    static Stream<Arguments> bugs() {
        return chosen().flatMap(bug -> seeds().mapToObj(seed -> Arguments.of(Named.of(bug.name(), bug), seed)));
    }

    private static Stream<PlantedBug> chosen() {
        return PlantedBug.all().stream().filter(bug -> isChosen(bug.name()));
    }

    private static boolean isChosen(String name) {
        return ONLY.isEmpty()
                ? RUNS > 0 || HANDFUL.contains(name)
                : Set.of(ONLY.split(",")).contains(name);
    }

    private static LongStream seeds() {
        return LongStream.range(SEED, SEED + Math.max(1, RUNS));
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("bugs")
    void aPlantedBugIsNamedByItsInvariant(PlantedBug bug, long seed) {
        var proof = judged(seed, bug.name(), () -> PlantedScenario.of(bug, seed), bug.story()::isToldBy);
        System.out.println(bug.name() + ", seed " + seed + ": " + proof);
        assertThat(proof).as("%s, seed %s", bug.name(), seed).matches(bug.story()::isToldBy);
    }

    /** Not in every build, because other tests inject these faults without a bug. */
    static Stream<Arguments> triggers() {
        return chosen().filter(bug -> RUNS > 0 || !ONLY.isEmpty())
                .map(bug -> bug.story().trigger())
                .distinct()
                .map(trigger -> Arguments.of(trigger, SEED));
    }

    @ParameterizedTest(name = "{0}, seed {1}", allowZeroInvocations = true)
    @MethodSource("triggers")
    void theSameFaultWithoutABugIsClean(Trigger trigger, long seed) {
        var proof = judged(seed, trigger.name(), () -> PlantedScenario.of(trigger, seed), Proof::isClean);
        assertThat(proof.findings()).as("%s, seed %s", trigger, seed).isEmpty();
        assertThat(proof.isClean()).isTrue();
    }

    private static Proof judged(long seed, String what, Supplier<Proof> scene, Predicate<Proof> isRight) {
        var right = false;
        try {
            var proof = scene.get();
            right = isRight.test(proof);
            return proof;
        } finally {
            if (GeneratedPage.isToBeWritten()) {
                new JudgedRun(RunLog.run(seed), what, right).note();
            }
        }
    }
}
