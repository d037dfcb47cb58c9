package semel.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Specifies one lane under the fault that best shows how it differs from the other lanes. */
@Execution(ExecutionMode.CONCURRENT)
abstract class LaneSpecification {
    private static final int ORDERS = 200;
    private static final int PER_SECOND = 100;
    private static final long SEED = Long.getLong("semel.seed", 1);

    private final Experiment experiment;

    LaneSpecification(Lane lane, LabFault fault) {
        this.experiment = new Experiment(lane, fault, ORDERS, PER_SECOND, SEED);
    }

    /** Asserts what this fault does to this lane but not to all lanes. */
    abstract void assertEffectOfFault(Tally tally);

    @Test
    void theLaneKeepsItsPromiseAndTheFaultHasTheExpectedEffect() {
        var result = ExperimentRun.run(experiment, LanesIT.servers());
        System.out.println(result);
        assertThat(result).matches(ExperimentResult::isKept, "keeps its promise");
        assertThat(result.tally().orders()).isEqualTo(ORDERS);
        assertEffectOfFault(result.tally());
    }
}
