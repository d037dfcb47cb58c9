package semel.projection;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import semel.sql.Attempt;
import semel.sql.CallersContext;
import semel.wire.Channels;
import semel.wire.Outage;
import semel.wire.ProcessEnd;
import semel.wire.Topics;
import semel.wire.Tracing;

/** Applies each batch to the database, then tells the group; neither is given up while the batch is ours. */
@ApplicationScoped
class Projection {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    private final Tables tables;
    private final AppliedOffsets offsets;
    private final Topics topics;
    private final Tracing tracing;
    private final ProjectionSettings settings;
    private final ProcessEnd end;
    private final Outage storing;
    private final Outage committing;

    Projection(
            Tables tables,
            AppliedOffsets offsets,
            Topics topics,
            Tracing tracing,
            ProjectionSettings settings,
            ProcessEnd end) {
        this.tables = tables;
        this.offsets = offsets;
        this.topics = topics;
        this.tracing = tracing;
        this.settings = settings;
        this.end = end;
        this.storing = new Outage("storing a batch of events", settings.reminder());
        this.committing = new Outage("committing the offsets of stored events", settings.reminder());
    }

    /** @return when the batch is stored and committed, or left to another member; never fails while that can be hoped for */
    @Incoming(Channels.TO_APPLY)
    Uni<Void> apply(ConsumerRecords<byte[], byte[]> records, IncomingKafkaRecordBatchMetadata<byte[], byte[]> batch) {
        var effects = Effects.of(records, topics);
        return tracing.process(topics.projectionGroup(), records, steps -> apply(effects, batch, steps));
    }

    private Uni<Void> apply(
            Effects effects, IncomingKafkaRecordBatchMetadata<byte[], byte[]> batch, Tracing.Steps steps) {
        return steps.step("apply", () -> untilItSucceeds(() -> tables.applyOnce(effects), storing))
                .chain(() -> steps.step("commit", () -> untilItSucceeds(() -> offsets.commit(batch), committing)));
    }

    private Uni<Void> untilItSucceeds(Supplier<Uni<? extends Void>> work, Outage outage) {
        return Attempt.beside(Vertx.currentContext(), settings.attempt(), work)
                .onFailure()
                .recoverWithUni(end::unlessStopping)
                .onFailure()
                .invoke(outage::failed)
                .onFailure()
                .retry()
                .withBackOff(FIRST_PAUSE, settings.pause())
                .indefinitely()
                .emitOn(CallersContext.here())
                .invoke(outage::over);
    }
}
