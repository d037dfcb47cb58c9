package semel.lab;

import java.util.Random;
import semel.fault.FaultTopology;
import semel.kit.Proxy;

/** The faults that are injected while orders flow, and their moments. */
public enum LabFault {
    NONE("none") {
        @Override
        void strike(ExperimentRun run, Random random) {}
    },
    ACKNOWLEDGEMENT_LOST("acknowledgement lost") {
        @Override
        boolean concerns(Lane lane) {
            return lane.publishes();
        }

        @Override
        void strike(ExperimentRun run, Random random) {
            // Only a produce request holds an event's id.
            run.brokerWire()
                    .strike("/notification/0", 1 + random.nextInt(3), Proxy.Cut.REPLY)
                    .await();
        }
    },
    CRASH_AFTER_POLL("crash after poll") {
        @Override
        void strike(ExperimentRun run, Random random) {
            run.inject(random, FaultMoment.POLLED, FaultAction.HOLD).kill();
        }
    },
    CRASH_AFTER_EFFECT("crash after the database write") {
        @Override
        void strike(ExperimentRun run, Random random) {
            run.inject(random, FaultMoment.APPLIED, FaultAction.HOLD).kill();
        }
    },
    CRASH_AFTER_PRODUCE("crash after produce") {
        @Override
        boolean concerns(Lane lane) {
            return lane.publishes();
        }

        @Override
        void strike(ExperimentRun run, Random random) {
            run.inject(random, FaultMoment.PRODUCED, FaultAction.HOLD).kill();
        }
    },
    BUSINESS_FAILURE("business code fails") {
        @Override
        boolean concerns(Lane lane) {
            return lane.publishes();
        }

        @Override
        void strike(ExperimentRun run, Random random) {
            run.inject(random, FaultMoment.PRODUCED, FaultAction.FAIL);
        }
    },
    ZOMBIE("zombie wakes up") {
        @Override
        void strike(ExperimentRun run, Random random) {
            var zombie = run.inject(random, run.last(), FaultAction.PAUSE);
            zombie.freeze();
            ExperimentRun.lasts(FaultTopology.SESSION.multipliedBy(3).dividedBy(2));
            zombie.thaw();
        }
    },
    JOIN_RANGE("a member joins, eager", FaultTopology.RANGE),
    JOIN_COOPERATIVE("a member joins, cooperative", FaultTopology.COOPERATIVE),
    JOIN_KIP_848("a member joins, KIP-848", FaultTopology.KIP_848),
    BROKER_FROZEN("broker frozen") {
        @Override
        void strike(ExperimentRun run, Random random) {
            run.broker().freeze();
            ExperimentRun.lasts(FaultTopology.MAX_BLOCK.plusMillis(500));
            run.broker().thaw();
        }
    },
    BROKER_RESTARTED("broker killed and restarted") {
        @Override
        void strike(ExperimentRun run, Random random) {
            run.broker().kill();
            run.broker().restart();
        }
    },
    DATABASE_KILLED("database killed and restarted") {
        @Override
        void strike(ExperimentRun run, Random random) {
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

    /** How the group of the lane is managed. */
    FaultTopology ground() {
        return topology;
    }

    /** Kafka Streams has an assignor of its own, which is cooperative. */
    boolean concerns(Lane lane) {
        return !lane.isStreams()
                || topology == FaultTopology.RANGE && this != JOIN_RANGE
                || topology == FaultTopology.COOPERATIVE;
    }

    /** Begins and ends while orders flow. Here: a member joins while the events of a batch are published, and leaves. */
    void strike(ExperimentRun run, Random random) {
        run.inject(random, run.last(), FaultAction.PAUSE);
        run.join();
    }

    @Override
    public String toString() {
        return title;
    }
}
