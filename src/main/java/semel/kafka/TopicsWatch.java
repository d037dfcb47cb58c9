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
 * Ends the process when a topic is no longer the one that was there at start. Clients go on in a topic that was created again
 * as if it were the old one: its first records would be skipped up to the old position.
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

    /** How long the broker has said nothing; at the start it has. */
    Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heardAt);
    }

    private void look() {
        // No answer is no news: a broker that is away, or has not yet heard of the topic.
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
