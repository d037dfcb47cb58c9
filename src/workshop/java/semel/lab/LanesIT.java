package semel.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import semel.kit.LongRun;
import semel.kit.Servers;

/**
 * Runs each lane under one fault; most lanes run only in long test runs. {@code ./mvnw -Plab} runs all lanes, also those of the pipeline,
 * under all faults. {@code semel.demo.SilentLoss} compares the two lanes of the pipeline.
 */
@Execution(ExecutionMode.CONCURRENT)
class LanesIT {
    private static Servers servers;

    @BeforeAll
    static void start() {
        servers = Servers.start();
    }

    @AfterAll
    static void end() {
        servers.close();
    }

    static Servers servers() {
        return servers;
    }

    @Nested
    @LongRun
    class OfAtMostOnce extends LaneSpecification {
        OfAtMostOnce() {
            super(Lane.AT_MOST_ONCE, LabFault.CRASH_AFTER_POLL);
        }

        @Override
        void assertEffectOfFault(Tally tally) {
            assertThat(tally.lost()).isPositive();
        }
    }

    @Nested
    @LongRun
    class OfAtLeastOnce extends LaneSpecification {
        OfAtLeastOnce() {
            super(Lane.AT_LEAST_ONCE, LabFault.CRASH_AFTER_EFFECT);
        }

        @Override
        void assertEffectOfFault(Tally tally) {
            assertThat(tally.duplicated()).isPositive();
        }
    }

    @Nested
    @LongRun
    class OfAnIdempotentConsumer extends LaneSpecification {
        OfAnIdempotentConsumer() {
            super(Lane.IDEMPOTENT_CONSUMER, LabFault.CRASH_AFTER_PRODUCE);
        }

        @Override
        void assertEffectOfFault(Tally tally) {
            assertThat(tally.duplicated()).isZero();
            assertThat(tally.duplicatedEvents()).isPositive();
        }
    }

    @Nested
    @LongRun
    class OfStreams extends LaneSpecification {
        OfStreams() {
            super(Lane.STREAMS, LabFault.CRASH_AFTER_EFFECT);
        }

        @Override
        void assertEffectOfFault(Tally tally) {
            assertThat(tally.duplicated()).isPositive();
            assertThat(tally.duplicatedEvents()).isZero();
        }
    }

    @Nested
    class OfStreamsWithAnIdempotentSink extends LaneSpecification {
        OfStreamsWithAnIdempotentSink() {
            super(Lane.STREAMS_IDEMPOTENT, LabFault.CRASH_AFTER_EFFECT);
        }

        @Override
        void assertEffectOfFault(Tally tally) {
            assertThat(tally.duplicated()).isZero();
            assertThat(tally.duplicatedEvents()).isZero();
        }
    }

    @Nested
    @LongRun
    class OfOffsetsInTheDatabase extends LaneSpecification {
        OfOffsetsInTheDatabase() {
            super(Lane.OFFSETS_IN_DATABASE, LabFault.CRASH_AFTER_EFFECT);
        }

        @Override
        void assertEffectOfFault(Tally tally) {
            assertThat(tally.duplicated()).isZero();
            assertThat(tally.lost()).isZero();
        }
    }

    @Nested
    @LongRun
    class OfAnOutbox extends LaneSpecification {
        OfAnOutbox() {
            super(Lane.OUTBOX, LabFault.CRASH_AFTER_PRODUCE);
        }

        @Override
        void assertEffectOfFault(Tally tally) {
            assertThat(tally.duplicated()).isZero();
            assertThat(tally.duplicatedEvents()).isPositive();
        }
    }
}
