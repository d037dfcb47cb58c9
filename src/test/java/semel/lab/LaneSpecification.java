package semel.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Specifies every lane, under the fault that distinguishes it from the others. */
@Execution(ExecutionMode.CONCURRENT)
abstract class LaneSpecification {
    private static final int ORDERS = 200;
    private static final int PER_SECOND = 100;
    private static final long SEED = Long.getLong("semel.seed", 1);

    private final Experiment experiment;

    LaneSpecification(Lane lane, LabFault fault) {
        this.experiment = new Experiment(lane, fault, ORDERS, PER_SECOND, SEED);
    }

    /** What this fault does to this lane and not to every other lane. */
    abstract void tells(Tally tally);

    @Test
    void keepsWhatItPromisesAndNothingMore() {
        var result = ExperimentRun.run(experiment, LanesIT.servers());
        System.out.println(result);
        assertThat(result).matches(ExperimentResult::isKept, "keeps what it promises");
        assertThat(result.tally().orders()).isEqualTo(ORDERS);
        tells(result.tally());
    }
}
