package semel.decision;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaRecordBatch;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import semel.wire.ProcessEnd;
import semel.wire.Topics;

/** The way of a batch. */
@ApplicationScoped
class Pipeline {
    private final Topics topics;
    private final Decisions decisions;
    private final Emission emission;
    private final Recovery recovery;
    private final ProcessEnd end;

    Pipeline(Topics topics, Decisions decisions, Emission emission, Recovery recovery, ProcessEnd end) {
        this.topics = topics;
        this.decisions = decisions;
        this.emission = emission;
        this.recovery = recovery;
        this.end = end;
    }

    /**
     * The connector delivers the next batch when this one's Uni has completed: published, or the consumer set back to where
     * this batch began.
     */
    @Incoming(Emission.INPUT)
    Uni<Void> decide(KafkaRecordBatch<byte[], byte[]> polled) {
        var batch = Batch.of(topics, metadata(polled));
        return decisions
                .decideAndStore(batch) // one database transaction, committed
                .chain(decided -> emission.publish(batch, decided)) // one Kafka transaction, offsets in it, confirmed
                .invoke(recovery::published)
                .call(() -> decisions.notePublished(batch))
                .onFailure()
                .recoverWithUni(end::unlessStopping)
                .onFailure()
                .recoverWithUni(failure -> recovery.rewind(batch, failure));
    }

    @SuppressWarnings("unchecked")
    private static IncomingKafkaRecordBatchMetadata<byte[], byte[]> metadata(KafkaRecordBatch<byte[], byte[]> polled) {
        return polled.getMetadata(IncomingKafkaRecordBatchMetadata.class)
                .orElseThrow(() -> new IllegalStateException("a batch without its metadata"));
    }
}
