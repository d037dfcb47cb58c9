package semel.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import semel.kit.Failpoint;
import semel.kit.LongRun;
import semel.kit.TestPipeline;

/** Tests that a Java error in any thread of the packaged application ends it with exit code 3: it is never UP and idle. */
@Execution(ExecutionMode.CONCURRENT)
class FatalErrorsIT {
    private static final String SENDER = "org.apache.kafka.clients.producer.internals.Sender";

    /** Kafka's sender thread logs the error and ends: no send would be answered any more. */
    @Test
    void anErrorInKafkasThreadEndsTheProcess() {
        endsBy(Failpoint.throwing(OutOfMemoryError.class, SENDER, "runOnce()"));
    }

    static Stream<Failpoint> ours() {
        return Stream.of(
                // thrown before there is a Uni: the connector reports it nowhere
                Failpoint.throwing(NoClassDefFoundError.class, "semel.decision.Pipeline", "metadata"),
                Failpoint.throwing(AssertionError.class, "semel.decision.Delivery", "read"),
                Failpoint.throwing(InternalError.class, "semel.decision.LockedStock", "take"),
                Failpoint.throwing(AssertionError.class, "semel.decision.Emission", "records"),
                Failpoint.throwing(NoClassDefFoundError.class, "semel.projection.Effects", "of"),
                // caught by the REST layer, which answers 500
                Failpoint.throwing(OutOfMemoryError.class, "semel.intake.Dispatch", "send"),
                // caught by Vert.x
                Failpoint.throwing(OutOfMemoryError.class, "semel.kafka.ChannelWatch", "look"));
    }

    @ParameterizedTest
    @MethodSource("ours")
    @LongRun
    void anErrorInOurCodeEndsTheProcess(Failpoint error) {
        endsBy(error);
    }

    private static void endsBy(Failpoint error) {
        try (var pipeline = TestPipeline.on(Map.of());
                var app = pipeline.start("semel-0", error).awaitReady()) {
            pipeline.receive(app);
            error.arm();

            pipeline.client().order(app.base(), "k-1", "pen");

            assertThat(app.awaitExit()).isEqualTo(3);
            assertThat(app.output()).contains("process ended exitCode=3 instance=semel-0 reason=");
        }
    }
}
