package semel.kafka;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.reactive.messaging.SubscriberDecorator;
import io.smallrye.reactive.messaging.health.HealthReport;
import io.smallrye.reactive.messaging.providers.extension.HealthCenter;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * Ends the process when an input's stream has ended. A consumer that is fenced, or loses its position or its rights, fails its stream;
 * a method that fails cancels it. The connector then stops reading without telling the method. A stream that ends without a signal
 * shows in the connector's health report, under the name of the channel or of the method.
 *
 * @see "docs/explanation/decisions/0004-rewind-or-exit.md"
 */
@Singleton
class ChannelWatch implements SubscriberDecorator {
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final HealthCenter health;
    private final ProcessExit end;
    private final DuplicateInstance duplicate;
    private long timer;

    ChannelWatch(HealthCenter health, ProcessExit end, DuplicateInstance duplicate) {
        this.health = health;
        this.end = end;
        this.duplicate = duplicate;
    }

    @Override
    public Multi<? extends Message<?>> decorate(
            Multi<? extends Message<?>> stream, List<String> channels, boolean isConnector) {
        return isConnector
                ? stream
                : stream.onTermination()
                        .invoke((failure, isCancelled) -> end(channels, ending(failure, isCancelled), failure));
    }

    private static String ending(Throwable failure, boolean isCancelled) {
        if (failure != null) {
            return failure.getMessage();
        }
        return isCancelled ? "its stream was cancelled" : "its stream was completed";
    }

    void atStart(@Observes StartupEvent start, Vertx vertx) {
        timer = vertx.setPeriodic(PERIOD.toMillis(), fired -> look());
    }

    // A live reload keeps Vert.x, and with it every timer.
    void atStop(@Observes ShutdownEvent stop, Vertx vertx) {
        vertx.cancelTimer(timer);
    }

    void look() {
        health.getLiveness().getChannels().stream()
                .filter(channel -> !channel.isOk())
                .findFirst()
                .ifPresent(this::end);
    }

    private void end(HealthReport.ChannelInfo channel) {
        end(List.of(channel.getChannel()), channel.getMessage(), null);
    }

    // Called each second until the broker answers; the first answer counts.
    private void end(List<String> channels, String why, Throwable failure) {
        var reason =
                "channel " + String.join(",", channels) + " stopped reading: " + CompressionCodecs.withoutAdvice(why);
        end.atOnce(failure);
        duplicate.named(reason).subscribe().with(named -> end.because(named, failure));
    }
}
