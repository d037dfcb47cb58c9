package semel.wire;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.health.HealthReport;
import io.smallrye.reactive.messaging.providers.extension.HealthCenter;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;

/**
 * Ends the process when an input's stream has ended: its consumer was fenced, lost its position or its rights, and the
 * connector reads no more without a word to the method that it served.
 */
@Singleton
class ChannelWatch {
    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Set<String> INPUTS = Set.of(Channels.TO_DECIDE, Channels.TO_APPLY);

    private final HealthCenter health;
    private final ProcessEnd end;
    private final Namesake namesake;
    private long timer;

    ChannelWatch(HealthCenter health, ProcessEnd end, Namesake namesake) {
        this.health = health;
        this.end = end;
        this.namesake = namesake;
    }

    void atStart(@Observes StartupEvent start, Vertx vertx) {
        timer = vertx.setPeriodic(PERIOD.toMillis(), fired -> look());
    }

    // A live reload keeps Vert.x, and with it every timer.
    void atStop(@Observes ShutdownEvent stop, Vertx vertx) {
        vertx.cancelTimer(timer);
    }

    private void look() {
        health.getLiveness().getChannels().stream()
                .filter(channel -> INPUTS.contains(channel.getChannel()) && !channel.isOk())
                .findFirst()
                .ifPresent(this::end);
    }

    private void end(HealthReport.ChannelInfo channel) {
        var why = "channel " + channel.getChannel() + " reads no more: " + Codecs.withoutAdvice(channel.getMessage());
        // Once a second until one comes back, of which the first counts.
        namesake.named(why).subscribe().with(named -> end.because(named, null));
    }
}
