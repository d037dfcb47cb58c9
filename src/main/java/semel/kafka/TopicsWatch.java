package semel.kafka;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;

/**
 * Ends the process when a topic was deleted and created again. Clients would continue in the new topic at the old position, and skip the
 * records before it.
 *
 * @see "docs/explanation/decisions/0008-refused-rather-than-survived.md"
 */
@Singleton
class TopicsWatch {
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private final Admin admin;
    private final TopicsConfig topics;
    private final TopicsAtStart atStart;
    private final ProcessExit end;
    private long timer;
    private volatile long heardAt = System.nanoTime();

    TopicsWatch(Admin admin, TopicsConfig topics, TopicsAtStart atStart, ProcessExit end) {
        this.admin = admin;
        this.topics = topics;
        this.atStart = atStart;
        this.end = end;
    }

    void atStart(@Observes StartupEvent start, Vertx vertx) {
        timer = vertx.setPeriodic(PERIOD.toMillis(), fired -> look());
    }

    // A live reload keeps Vert.x, and with it every timer.
    void atStop(@Observes ShutdownEvent stop, Vertx vertx) {
        vertx.cancelTimer(timer);
    }

    /** The time since the broker's last answer, or since the start. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heardAt);
    }

    private void look() {
        // A failure is ignored: the broker is unavailable, or does not know the topic yet.
        var within = new DescribeTopicsOptions().timeoutMs((int) PERIOD.toMillis());
        admin.describeTopics(topics.all(), within)
                .topicNameValues()
                .values()
                .forEach(found -> found.thenApply(this::compare));
    }

    private Void compare(TopicDescription now) {
        heardAt = System.nanoTime();
        atStart.createdAgain(now).ifPresent(why -> end.because(why, null));
        return null;
    }
}
