package semel.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecordBatch;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Vetoed;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import semel.codec.OrderCodec;
import semel.kafka.Inbox;
import semel.kafka.TestTopics;
import semel.kit.Provokes;
import semel.operation.Untraced;

/** Tests the order of steps: each part of a poll is decided, published and noted, and nothing follows a part that failed. */
@Provokes("semel.decision.Pipeline")
class PipelineTest {
    private static final TopicPartition PARTITION = new TopicPartition("orders-in", 0);

    private final Vertx vertx = Vertx.vertx();
    private final List<String> steps = new CopyOnWriteArrayList<>();
    private final Map<String, Throwable> failures = new HashMap<>();
    private final RecordedExit end = new RecordedExit("semel-0");
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final DecisionMeters meters = new DecisionMeters(registry);

    @AfterEach
    void close() {
        vertx.close();
    }

    private Uni<Void> step(String what, Batch batch) {
        return Uni.createFrom().deferred(() -> {
            var step = what + " " + batch.first().get(PARTITION);
            steps.add(step);
            return failures.containsKey(step)
                    ? Uni.createFrom().failure(failures.get(step))
                    : Uni.createFrom().voidItem();
        });
    }

    @Vetoed // like the two below: otherwise Quarkus would find two beans of the type
    private final class RecordedDeciding extends DecisionStore {
        RecordedDeciding() {
            super(null, null, null, null, null);
        }

        @Override
        Uni<Decided> decideAndStore(Batch batch) {
            return step("decide", batch).replaceWith(new Decided(List.of(), List.of(), List.of(), Map.of(), null));
        }

        @Override
        Uni<Void> notePublished(Batch batch) {
            return step("note", batch);
        }
    }

    @Vetoed
    private final class RecordedPublishing extends Emission {
        RecordedPublishing() {
            super(null, null, null, null, "semel-0");
        }

        @Override
        Uni<Void> publish(Batch batch, Decided decided) {
            return step("publish", batch);
        }
    }

    @Vetoed
    private final class Rewinding extends Recovery {
        Rewinding() {
            super(null, null, null, null);
        }

        @Override
        Uni<Void> rewind(Batch batch, Throwable failure, Inbox inbox) {
            return step("rewind", batch);
        }
    }

    private record PipelineTestConfig(Duration attempt, MemorySize batchBytes) implements DecisionConfig {}

    private static final String[] EACH_STEP_OF_EACH_PART = {
        "decide 5", "publish 5", "note 5", "decide 6", "publish 6", "note 6", "decide 7", "publish 7", "note 7"
    };

    /** Steps of the next poll. */
    private static final String[] NEXT = {"decide 100", "publish 100", "note 100"};

    /** A poll of orders; each becomes its own part. */
    private static IncomingKafkaRecordBatch<byte[], byte[]> poll(int... offsets) {
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        for (var offset : offsets) {
            var order = SampleDeliveries.orderOfManyLines();
            records.add(
                    new ConsumerRecord<>("orders-in", 0, offset, OrderCodec.key(order.id()), OrderCodec.encode(order)));
        }
        return new IncomingKafkaRecordBatch<>(
                new ConsumerRecords<>(Map.of(PARTITION, records), Map.of()),
                Emission.INPUT,
                0,
                null,
                null,
                false,
                false);
    }

    /** Processes three orders and then one of the next poll. */
    private void decide() {
        var pipelineTestConfig = new PipelineTestConfig(Duration.ofSeconds(1), new MemorySize(BigInteger.ONE));
        var pipeline = new Pipeline(
                new TestTopics(),
                Untraced.tracing(),
                new RecordedDeciding(),
                new RecordedPublishing(),
                new Rewinding(),
                end,
                meters,
                pipelineTestConfig);
        vertx.getOrCreateContext()
                .runOnContext(here -> pipeline.decide(poll(5, 6, 7))
                        .chain(() -> pipeline.decide(poll(100)))
                        .subscribe()
                        .with(ok -> {}));
        await().atMost(Duration.ofMinutes(1)).until(() -> steps.contains(NEXT[2]));
    }

    private static String[] andTheNext(String... steps) {
        return Stream.of(steps, NEXT).flatMap(Stream::of).toArray(String[]::new);
    }

    private double transactions(String outcome) {
        return registry.get("semel.transactions")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void thePartsOfAPollAreDecidedPublishedAndNotedInSequence() {
        decide();

        assertThat(steps).containsExactly(andTheNext(EACH_STEP_OF_EACH_PART));
        assertThat(transactions("committed")).isEqualTo(4);
        assertThat(transactions("aborted")).isZero();
    }

    /** A later part would commit offsets past the failed one. */
    @Test
    void afterAPartThatWasNotPublishedNothingOfItsPollIsDecided() {
        failures.put("publish 6", new NotPublished("not acknowledged", null));

        decide();

        assertThat(steps)
                .containsExactly(andTheNext("decide 5", "publish 5", "note 5", "decide 6", "publish 6", "rewind 6"));
        assertThat(transactions("committed")).isEqualTo(2);
        assertThat(transactions("aborted")).isEqualTo(1);
    }

    @Test
    void aPartThatWasNotDecidedIsNotPublished() {
        failures.put("decide 5", new BatchRefused("published already"));

        decide();

        assertThat(steps).containsExactly(andTheNext("decide 5", "rewind 5"));
        assertThat(transactions("aborted")).isZero();
    }

    /** The part is published: a rewind would publish it again. */
    @Test
    void aPublishedPartThatIsNotNotedCausesNoRewind() {
        failures.put("note 5", new IllegalStateException("no database"));

        decide();

        assertThat(steps).containsExactly(andTheNext(EACH_STEP_OF_EACH_PART));
        assertThat(end.reason()).isEmpty();
    }

    @Test
    void anErrorWhileNotingIsNotIgnored() {
        failures.put("note 5", new NoClassDefFoundError("x"));

        decide();

        assertThat(steps).containsExactly(andTheNext("decide 5", "publish 5", "note 5", "rewind 5"));
    }
}
