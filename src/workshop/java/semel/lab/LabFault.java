package semel.lab;

import static semel.kit.TestPipeline.keepFaultFor;

import java.util.Random;
import semel.fault.FaultTopology;
import semel.kit.Proxy;

/** Lists the faults of the lab, and injects them while orders are written. */
public enum LabFault {
    NONE("none") {
        @Override
        void inject(ExperimentRun run, Random random) {}
    },
    ACKNOWLEDGEMENT_LOST("acknowledgement lost") {
        @Override
        boolean appliesTo(Lane lane) {
            return lane.publishes();
        }

        @Override
        void inject(ExperimentRun run, Random random) {
            // Only a produce request contains an event's id.
            run.brokerWire()
                    .strike("/notification/0", 1 + random.nextInt(3), Proxy.Cut.REPLY)
                    .await();
        }
    },
    CRASH_AFTER_POLL("crash after poll") {
        @Override
        void inject(ExperimentRun run, Random random) {
            run.inject(random, FaultMoment.POLLED, FaultAction.HOLD).kill();
        }
    },
    CRASH_AFTER_EFFECT("crash after the database write") {
        @Override
        void inject(ExperimentRun run, Random random) {
            run.inject(random, FaultMoment.APPLIED, FaultAction.HOLD).kill();
        }
    },
    CRASH_AFTER_PRODUCE("crash after produce") {
        @Override
        boolean appliesTo(Lane lane) {
            return lane.publishes();
        }

        @Override
        void inject(ExperimentRun run, Random random) {
            run.inject(random, FaultMoment.PRODUCED, FaultAction.HOLD).kill();
        }
    },
    BUSINESS_FAILURE("business code fails") {
        @Override
        boolean appliesTo(Lane lane) {
            return lane.publishes();
        }

        @Override
        void inject(ExperimentRun run, Random random) {
            run.inject(random, FaultMoment.PRODUCED, FaultAction.FAIL);
        }
    },
    ZOMBIE("zombie wakes up") {
        @Override
        void inject(ExperimentRun run, Random random) {
            var zombie = run.inject(random, run.lastMoment(), FaultAction.PAUSE);
            zombie.freeze();
            keepFaultFor(FaultTopology.SESSION.multipliedBy(3).dividedBy(2));
            zombie.thaw();
        }
    },
    JOIN_RANGE("a member joins, eager", FaultTopology.RANGE),
    JOIN_COOPERATIVE("a member joins, cooperative", FaultTopology.COOPERATIVE),
    JOIN_KIP_848("a member joins, KIP-848", FaultTopology.KIP_848),
    BROKER_FROZEN("broker frozen") {
        @Override
        void inject(ExperimentRun run, Random random) {
            run.broker().freeze();
            keepFaultFor(FaultTopology.MAX_BLOCK.plusMillis(500));
            run.broker().thaw();
        }
    },
    BROKER_RESTARTED("broker killed and restarted") {
        @Override
        void inject(ExperimentRun run, Random random) {
            run.broker().kill();
            run.broker().restart();
        }
    },
    DATABASE_KILLED("database killed and restarted") {
        @Override
        void inject(ExperimentRun run, Random random) {
            run.database().kill();
            run.database().restart();
        }
    };

    private final String title;
    private final FaultTopology topology;

    LabFault(String title) {
        this(title, FaultTopology.RANGE);
    }

    LabFault(String title, FaultTopology topology) {
        this.title = title;
        this.topology = topology;
    }

    /** The configuration of the lane's consumer group. */
    FaultTopology topology() {
        return topology;
    }

    /** Some faults do not apply to Kafka Streams, which always uses its own cooperative assignor. */
    boolean appliesTo(Lane lane) {
        return !lane.isStreams()
                || topology == FaultTopology.RANGE && this != JOIN_RANGE
                || topology == FaultTopology.COOPERATIVE;
    }

    /**
     * Injects the fault, and ends it while orders are still written. By default a member joins while a worker has not finished a batch,
     * and leaves again.
     */
    void inject(ExperimentRun run, Random random) {
        run.inject(random, run.lastMoment(), FaultAction.PAUSE);
        run.letMemberJoinAndLeave();
    }

    @Override
    public String toString() {
        return title;
    }
}
