package semel.kafka;

import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.impl.ReactiveKafkaConsumer;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

/**
 * Removes a stage from its group while it must not continue, checks again and joins it again. All else continues: orders are still
 * accepted, and wait in their topic.
 *
 * <p>The connector polls, rewinds and commits on one thread. A parked stage occupies that thread, so none of these happens.
 *
 * @see "docs/explanation/decisions/0019-parked-rather-than-ended.md"
 */
@ApplicationScoped
public class Parking {
    private static final Logger LOG = Logger.getLogger(Parking.class);

    /** The pause after a check that got no answer. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    private static final Duration CLOSING = Duration.ofSeconds(1);

    /** Checks all partitions of these topics; throws while the group must not continue. */
    interface OffsetsLook {
        void at(Collection<String> topics);
    }

    private final KafkaClientService clients;
    private final ProcessExit end;
    private final ParkingConfig settings;
    private final Vertx vertx;
    private final Map<String, Parked> parked = new ConcurrentHashMap<>();

    Parking(KafkaClientService clients, ProcessExit end, ParkingConfig settings, Vertx vertx) {
        this.clients = clients;
        this.end = end;
        this.settings = settings;
        this.vertx = vertx;
    }

    /** Whether the stage of this group is parked. */
    public boolean isParked(String group) {
        return parked.containsKey(group);
    }

    /** @return why the stage of this group is parked; empty if it is not */
    Optional<Parked> parked(String group) {
        return Optional.ofNullable(parked.get(group));
    }

    /** Called by a rebalance listener: the current poll reads nothing, and the stage is parked before the next one. */
    void park(Consumer<?, ?> consumer, RuntimeException why, OffsetsLook again) {
        var group = consumer.groupMetadata().groupId();
        readNothing(consumer);
        parked.put(group, Parked.of(why));
        if (!end.stop().isDone()) {
            LOG.errorf(
                    why instanceof OffsetsRefused ? null : why,
                    "stage parked group=%s reason=[%s]",
                    group,
                    Parked.of(why).reason());
        }
        var channel = channelOf(consumer);
        // Runs before the next poll, which is queued only after this one.
        channel.runOnPollingThread(polling -> {
                    stay(channel, group, why, again);
                })
                .subscribe()
                .with(done -> {}, failure -> end.because("group " + group + " could not be parked", failure));
    }

    /**
     * Called by a rebalance listener whose generation is over: the current poll reads nothing of its assignment, and before the next one
     * the stage leaves and joins again, so that the listener is called for all partitions again.
     */
    void rejoin(Consumer<?, ?> consumer, RuntimeException why) {
        var group = consumer.groupMetadata().groupId();
        readNothing(consumer);
        LOG.infof("assignment dropped group=%s reason=[%s]", group, FailureKind.nameOf(why));
        var channel = channelOf(consumer);
        channel.runOnPollingThread(polling -> {
                    var topics = Set.copyOf(polling.subscription());
                    polling.unsubscribe();
                    polling.subscribe(topics, channel.getRebalanceListener());
                })
                .subscribe()
                .with(done -> {}, failure -> end.because("group " + group + " could not be joined again", failure));
    }

    /** The seek avoids the failure of a missing position; the pause avoids reading from there. */
    private static void readNothing(Consumer<?, ?> consumer) {
        consumer.assignment().forEach(partition -> consumer.seek(partition, 0));
        consumer.pause(consumer.assignment());
    }

    private ReactiveKafkaConsumer<?, ?> channelOf(Consumer<?, ?> consumer) {
        return clients.getConsumerChannels().stream()
                .flatMap(name -> clients.getConsumers(name).stream())
                .filter(channel -> channel.unwrap() == consumer)
                .map(ReactiveKafkaConsumer.class::cast)
                .findAny()
                .orElseThrow();
    }

    /** Leaves the group, because Kafka resets offsets of empty groups only, and checks again until the stage may continue. */
    private void stay(ReactiveKafkaConsumer<?, ?> channel, String group, RuntimeException why, OffsetsLook again) {
        var consumer = channel.unwrap();
        var topics = Set.copyOf(consumer.subscription());
        var told = new HashSet<String>();
        tell(group, why, told);
        consumer.unsubscribe();
        while (!end.stop().isDone()) {
            try {
                again.at(topics);
                consumer.subscribe(topics, channel.getRebalanceListener());
                parked.remove(group);
                LOG.infof("stage resumed group=%s", group);
                return;
            } catch (WakeupException closed) {
                throw closed;
            } catch (RuntimeException still) {
                parked.put(group, Parked.of(still));
                tell(group, still, told);
                rest(still instanceof OffsetsRefused ? settings.look() : RETRY);
            }
        }
        close(channel);
    }

    private void tell(String group, RuntimeException why, Set<String> told) {
        if (why instanceof OffsetsRefused refused) {
            refused.refusals().stream()
                    .filter(refusal -> told.add(refusal.remedy()))
                    .forEach(refusal -> tell(group, refusal.place(), refusal.standing(), refusal.remedy()));
        }
    }

    private static void tell(String group, GroupPosition place, OffsetCheck.Inconsistent refusal, String remedy) {
        LOG.errorf(
                "offset refused group=%s partition=%s topicId=%s committed=%s logStart=%s database=[%s] reason=[%s] remedy=[%s]",
                group,
                place.partition(),
                place.topicId(),
                place.committed().isPresent() ? place.committed().getAsLong() : "nothing",
                place.logStart(),
                refusal.known(),
                refusal.reason(),
                remedy);
    }

    private void rest(Duration pause) {
        try {
            end.stop().get(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException nextLook) {
            // the usual case
        } catch (InterruptedException | ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Closes, because a poll without a subscription would fail. On an event loop close() does not wait for the polling thread, this one.
     */
    private void close(ReactiveKafkaConsumer<?, ?> channel) {
        var closing = new CompletableFuture<Void>();
        vertx.runOnContext(ignored -> {
            channel.close();
            closing.complete(null);
        });
        closing.completeOnTimeout(null, CLOSING.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}
