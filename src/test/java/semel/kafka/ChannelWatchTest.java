package semel.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.reactive.messaging.health.HealthReport;
import io.smallrye.reactive.messaging.providers.extension.HealthCenter;
import java.util.List;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;
import semel.kit.Provokes;

/** Checks that the process ends when an input is no longer read. */
@Provokes("semel.kafka.ProcessExit")
class ChannelWatchTest {
    private final ProcessExitTest.RecordedExit end = new ProcessExitTest.RecordedExit();
    private HealthReport report = HealthReport.OK_INSTANCE;
    private final ChannelWatch watch = new ChannelWatch(
            new HealthCenter() {
                @Override
                public HealthReport getLiveness() {
                    return report;
                }
            },
            end,
            new DuplicateInstance(null, new TestTopics(""), "semel-0"));

    private Cancellable read(Multi<Message<?>> stream) {
        return watch.decorate(stream, List.of(Channels.TO_DECIDE), false)
                .onItem()
                .transformToUniAndConcatenate(message -> message.getPayload().equals("fails")
                        ? Uni.createFrom().failure(new NullPointerException())
                        : Uni.createFrom().item(message))
                .subscribe()
                .with(item -> {}, failure -> {});
    }

    private static Multi<Message<?>> streamWithoutEnd() {
        return Multi.createBy()
                .concatenating()
                .streams(
                        Multi.createFrom().item(Message.of("fine")),
                        Multi.createFrom().nothing());
    }

    private void assertEnded(String reason) {
        assertThat(end.reason()).hasValue("channel to-decide stopped reading: " + reason);
    }

    @Test
    void aStreamThatIsReadDoesNotEndTheProcess() {
        read(streamWithoutEnd());

        watch.look();

        assertThat(end.reason()).isEmpty();
    }

    @Test
    void aStreamThatFailsEndsTheProcess() {
        read(Multi.createFrom().failure(new IllegalStateException("fenced")));

        assertEnded("fenced");
    }

    @Test
    void aStreamThatCompletesEndsTheProcess() {
        read(Multi.createFrom().items(Message.of("fine")));

        assertEnded("its stream was completed");
    }

    @Test
    void aConsumerMethodThatFailsEndsTheProcess() {
        read(Multi.createBy()
                .concatenating()
                .streams(
                        Multi.createFrom().item(Message.of("fails")),
                        Multi.createFrom().nothing()));

        assertEnded("its stream was cancelled");
    }

    @Test
    void aStreamThatIsCancelledEndsTheProcess() {
        read(streamWithoutEnd()).cancel();

        assertEnded("its stream was cancelled");
    }

    @Test
    void theStreamOfAnOutputChannelIsNotWatched() {
        var stream = streamWithoutEnd();

        assertThat(watch.decorate(stream, List.of(Channels.DECIDED), true)).isSameAs(stream);
    }

    @Test
    void aFailureThatTheConnectorReportsUnderAnotherNameEndsTheProcess() {
        report = HealthReport.builder()
                .add(Channels.TO_DECIDE, true)
                .add("application-semel.decision.Pipeline#decide", false, "a cause")
                .build();

        watch.look();

        assertThat(end.reason())
                .hasValue("channel application-semel.decision.Pipeline#decide stopped reading: a cause");
    }
}
