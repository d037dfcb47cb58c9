package semel.lab;

import java.util.Random;
import semel.fault.Ground;
import semel.kit.Proxy;

/** What strikes while orders flow, by the moment. */
public enum Trouble {
    NONE("none") {
        @Override
        void strike(Trial trial, Random random) {}
    },
    ACKNOWLEDGEMENT_LOST("acknowledgement lost") {
        @Override
        boolean concerns(Lane lane) {
            return lane.publishes();
        }

        @Override
        void strike(Trial trial, Random random) {
            // Only a produce request holds an event's id.
            trial.brokerWire()
                    .strike("/notification/0", 1 + random.nextInt(3), Proxy.Cut.REPLY)
                    .await();
        }
    },
    CRASH_AFTER_POLL("crash after poll") {
        @Override
        void strike(Trial trial, Random random) {
            trial.struck(random, Moment.POLLED, Strike.HOLD).kill();
        }
    },
    CRASH_AFTER_EFFECT("crash after the database write") {
        @Override
        void strike(Trial trial, Random random) {
            trial.struck(random, Moment.APPLIED, Strike.HOLD).kill();
        }
    },
    CRASH_AFTER_PRODUCE("crash after produce") {
        @Override
        boolean concerns(Lane lane) {
            return lane.publishes();
        }

        @Override
        void strike(Trial trial, Random random) {
            trial.struck(random, Moment.PRODUCED, Strike.HOLD).kill();
        }
    },
    BUSINESS_FAILURE("business code fails") {
        @Override
        boolean concerns(Lane lane) {
            return lane.publishes();
        }

        @Override
        void strike(Trial trial, Random random) {
            trial.struck(random, Moment.PRODUCED, Strike.FAIL);
        }
    },
    ZOMBIE("zombie wakes up") {
        @Override
        void strike(Trial trial, Random random) {
            var zombie = trial.struck(random, trial.last(), Strike.PAUSE);
            zombie.freeze();
            Trial.lasts(Ground.SESSION.multipliedBy(3).dividedBy(2));
            zombie.thaw();
        }
    },
    JOIN_RANGE("a member joins, eager", Ground.RANGE),
    JOIN_COOPERATIVE("a member joins, cooperative", Ground.COOPERATIVE),
    JOIN_KIP_848("a member joins, KIP-848", Ground.KIP_848),
    BROKER_FROZEN("broker frozen") {
        @Override
        void strike(Trial trial, Random random) {
            trial.broker().freeze();
            Trial.lasts(Ground.MAX_BLOCK.plusMillis(500));
            trial.broker().thaw();
        }
    },
    BROKER_RESTARTED("broker killed and restarted") {
        @Override
        void strike(Trial trial, Random random) {
            trial.broker().kill();
            trial.broker().restart();
        }
    },
    DATABASE_KILLED("database killed and restarted") {
        @Override
        void strike(Trial trial, Random random) {
            trial.database().kill();
            trial.database().restart();
        }
    };

    private final String title;
    private final Ground ground;

    Trouble(String title) {
        this(title, Ground.RANGE);
    }

    Trouble(String title, Ground ground) {
        this.title = title;
        this.ground = ground;
    }

    /** How the group of the lane is managed. */
    Ground ground() {
        return ground;
    }

    /** Kafka Streams has an assignor of its own, which is cooperative. */
    boolean concerns(Lane lane) {
        return !lane.isStreams() || ground == Ground.RANGE && this != JOIN_RANGE || ground == Ground.COOPERATIVE;
    }

    /** Begins and ends while orders flow. Here: a member joins while the events of a batch are published, and leaves. */
    void strike(Trial trial, Random random) {
        trial.struck(random, trial.last(), Strike.PAUSE);
        trial.join();
    }

    @Override
    public String toString() {
        return title;
    }
}
