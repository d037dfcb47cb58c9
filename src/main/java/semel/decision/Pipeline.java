package semel.decision;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;
import semel.wire.ProcessEnd;
import semel.wire.Topics;
import semel.wire.Tracing;

/** The way of a batch. */
@ApplicationScoped
class Pipeline {
    private static final Logger LOG = Logger.getLogger(Pipeline.class);

    private final Topics topics;
    private final Tracing tracing;
    private final Decisions decisions;
    private final Emission emission;
    private final Recovery recovery;
    private final ProcessEnd end;
    private final DecisionMeters meters;

    Pipeline(
            Topics topics,
            Tracing tracing,
            Decisions decisions,
            Emission emission,
            Recovery recovery,
            ProcessEnd end,
            DecisionMeters meters) {
        this.topics = topics;
        this.tracing = tracing;
        this.decisions = decisions;
        this.emission = emission;
        this.recovery = recovery;
        this.end = end;
        this.meters = meters;
    }

    /**
     * The connector delivers the next batch when this one's Uni has completed: published, or the consumer set back to where
     * this batch began.
     */
    @Incoming(Emission.INPUT)
    Uni<Void> decide(KafkaRecordBatch<byte[], byte[]> polled) {
        var metadata = metadata(polled);
        var batch = Batch.of(topics, metadata);
        return tracing.process(topics.decisionGroup(), metadata.getRecords(), steps -> decide(batch, steps))
                .onFailure()
                .recoverWithUni(end::unlessStopping)
                .onFailure()
                .recoverWithUni(failure -> recovery.rewind(batch, failure));
    }

    private Uni<Void> decide(Batch batch, Tracing.Steps steps) {
        return steps.step("decide", () -> decisions.decideAndStore(batch)) // one database transaction, committed
                .invoke(meters::decided)
                .chain(decided -> steps.step("publish", () -> publish(batch, decided)))
                .invoke(recovery::published)
                .call(() -> note(batch));
    }

    /** One Kafka transaction, offsets in it, confirmed. */
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
                .onFailure()
                .recoverWithUni(failure -> leaveToTheNext(batch, failure));
    }

    /** The batch is published whether that is noted or not, and the next one notes it too. */
    private static Uni<Void> leaveToTheNext(Batch batch, Throwable failure) {
        LOG.warnf(failure, "published batch not noted offsets=%s", batch.offsets());
        return Uni.createFrom().voidItem();
    }

    @SuppressWarnings("unchecked")
    private static IncomingKafkaRecordBatchMetadata<byte[], byte[]> metadata(KafkaRecordBatch<byte[], byte[]> polled) {
        return polled.getMetadata(IncomingKafkaRecordBatchMetadata.class)
                .orElseThrow(() -> new IllegalStateException("a batch without its metadata"));
    }
}
