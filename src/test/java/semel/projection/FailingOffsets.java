package semel.projection;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.errors.TimeoutException;
import semel.kafka.Parking;
import semel.kafka.TopicsConfig;

/**
 * Fails the next {@link #TIMES} commits, then commits. A broker cannot cause this fault: one that was frozen answers the request when
 * it continues, and one that was killed causes a rebalance, which delivers the batch again.
 */
@Alternative
@Priority(1)
@Singleton
class FailingOffsets extends AppliedOffsets {
    static final AtomicInteger TIMES = new AtomicInteger();

    FailingOffsets(KafkaClientService clients, Parking parking, TopicsConfig topics) {
        super(clients, parking, topics);
    }

    @Override
    Uni<Void> commit(OffsetCommits.AppliedUpTo applied) {
        var left = TIMES.getAndUpdate(times -> Math.max(0, times - 1));
        return left > 0 ? Uni.createFrom().failure(new TimeoutException("injected")) : super.commit(applied);
    }
}
