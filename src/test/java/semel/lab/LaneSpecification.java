package semel.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What every lane is held to, under the trouble that tells it from the others. */
@Execution(ExecutionMode.CONCURRENT)
abstract class LaneSpecification {
    private static final int ORDERS = 200;
    private static final int PER_SECOND = 100;
    private static final long SEED = Long.getLong("semel.seed", 1);

    private final Experiment experiment;

    LaneSpecification(Lane lane, LabFault fault) {
        this.experiment = new Experiment(lane, fault, ORDERS, PER_SECOND, SEED);
    }

    /** What this trouble does to this lane and not to every other. */
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
