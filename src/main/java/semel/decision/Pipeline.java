package semel.decision;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Iterator;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;
import semel.kafka.Inbox;
import semel.kafka.ProcessExit;
import semel.kafka.TopicsConfig;
import semel.operation.Tracing;
import semel.sql.CallersContext;
import semel.sql.FreshContext;

/**
 * Takes each poll through the commit path in parts of bounded size: decides, publishes and records one part before the next.
 *
 * @see "docs/explanation/decisions/0025-bounded-work-and-bounded-retries.md"
 */
@ApplicationScoped
class Pipeline {
    private static final Logger LOG = Logger.getLogger(Pipeline.class);

    private final TopicsConfig topics;
    private final Tracing tracing;
    private final DecisionStore decisions;
    private final Emission emission;
    private final Recovery recovery;
    private final ProcessExit end;
    private final DecisionMeters meters;
    private final long batchBytes;
    private final Inbox inbox;
    private volatile Context context;

    Pipeline(
            TopicsConfig topics,
            Tracing tracing,
            DecisionStore decisions,
            Emission emission,
            Recovery recovery,
            ProcessExit end,
            DecisionMeters meters,
            DecisionConfig settings) {
        this.topics = topics;
        this.tracing = tracing;
        this.decisions = decisions;
        this.emission = emission;
        this.recovery = recovery;
        this.end = end;
        this.meters = meters;
        this.batchBytes = settings.batchBytes().asLongValue();
        this.inbox = new Inbox(batchBytes, this::decideAfresh);
    }

    /** Takes a poll. The returned Uni completes when the inbox can take the next one; the connector waits for that. */
    @Incoming(Emission.INPUT)
    Uni<Void> decide(KafkaRecordBatch<byte[], byte[]> polled) {
        return end.required("the decision of a batch", () -> {
            var metadata = metadata(polled);
            context = Vertx.currentContext();
            return inbox.add(new Inbox.Delivered(metadata.getRecords(), metadata.getConsumerGroupGenerationId()));
        });
    }

    private Uni<Void> decideAfresh(Inbox.Delivered delivered) {
        return end.required(
                        "the decision of a batch",
                        () -> decide(
                                delivered.parts(batchBytes).iterator(), delivered.generation(), CallersContext.here()))
                .runSubscriptionOn(FreshContext.beside(context));
    }

    /** Starts a part only after the previous one was published. Otherwise it stops, and the rest of the poll is read again. */
    private Uni<Void> decide(Iterator<ConsumerRecords<byte[], byte[]>> parts, int generation, Executor context) {
        return Multi.createBy()
                .repeating()
                .uni(() -> publish(parts.next(), generation, context).map(published -> published && parts.hasNext()))
                .whilst(goesOn -> goesOn)
                .onItem()
                .ignoreAsUni();
    }

    /** @return whether it was published; if not, the consumer was set back */
    private Uni<Boolean> publish(ConsumerRecords<byte[], byte[]> part, int generation, Executor context) {
        var batch = Batch.of(topics, part, generation);
        return tracing.process(topics.decisionGroup(), part, steps -> decide(batch, steps))
                .onFailure()
                .recoverWithUni(end::unlessStopping)
                .emitOn(context)
                .replaceWith(true)
                .onFailure()
                .recoverWithUni(
                        failure -> recovery.rewind(batch, failure, inbox).replaceWith(false));
    }

    private Uni<Void> decide(Batch batch, Tracing.SpanSteps steps) {
        return steps.step("decide", () -> decisions.decideAndStore(batch)) // one database transaction, committed
                .invoke(meters::decided)
                .chain(decided -> steps.step("publish", () -> publish(batch, decided)))
                .call(() -> note(batch));
    }

    /** Publishes in one confirmed Kafka transaction that includes the offsets. */
    private Uni<Void> publish(Batch batch, Decided decided) {
        return emission.publish(batch, decided)
                .onFailure()
                .invoke(meters::notPublished)
                .invoke(() -> meters.published(decided, Instant.now()));
    }

    private Uni<Void> note(Batch batch) {
        return decisions
                .notePublished(batch)
                .onFailure()
                .recoverWithUni(end::unlessStopping)
                .onFailure(Exception.class)
                .recoverWithUni(failure -> logUnrecorded(batch, failure));
    }

    /** Only logs: the batch is published anyway, and the next batch records its progress too. */
    private static Uni<Void> logUnrecorded(Batch batch, Throwable failure) {
        LOG.warnf(failure, "published batch not recorded in the database offsets=%s", batch.offsets());
        return Uni.createFrom().voidItem();
    }

    @SuppressWarnings("unchecked")
    private static IncomingKafkaRecordBatchMetadata<byte[], byte[]> metadata(KafkaRecordBatch<byte[], byte[]> polled) {
        return polled.getMetadata(IncomingKafkaRecordBatchMetadata.class)
                .orElseThrow(() -> new IllegalStateException("the polled batch has no metadata"));
    }
}
