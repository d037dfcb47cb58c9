package semel.projection;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import semel.sql.Attempt;
import semel.sql.CallersContext;
import semel.wire.Channels;
import semel.wire.FailureKind;
import semel.wire.Outage;
import semel.wire.Parts;
import semel.wire.ProcessEnd;
import semel.wire.Topics;
import semel.wire.Tracing;

/**
 * Applies each batch to the database, then tells the group. An outage is waited for as long as it takes; what fails for another
 * reason ends the process.
 *
 * @see "docs/explanation/decisions/0025-bounded-work-and-bounded-retries.md"
 */
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

    /** @return when the batch is stored and committed, or left to another member; never fails */
    @Incoming(Channels.TO_APPLY)
    Uni<Void> apply(ConsumerRecords<byte[], byte[]> records, IncomingKafkaRecordBatchMetadata<byte[], byte[]> batch) {
        return end.required(
                "the projection of a batch",
                () -> tracing.process(topics.projectionGroup(), records, steps -> apply(records, batch, steps)));
    }

    private Uni<Void> apply(
            ConsumerRecords<byte[], byte[]> records,
            IncomingKafkaRecordBatchMetadata<byte[], byte[]> batch,
            Tracing.Steps steps) {
        return steps.step("apply", () -> store(records))
                .chain(() -> steps.step(
                        "commit",
                        () -> untilItSucceeds(() -> offsets.commit(batch, Effects.next(records)), committing)));
    }

    /** One transaction a part: what is stored twice because a later part was not is applied once all the same. */
    private Uni<Void> store(ConsumerRecords<byte[], byte[]> records) {
        return Multi.createFrom()
                .iterable(Parts.of(records, settings.batchBytes().asLongValue()))
                .onItem()
                .transformToUniAndConcatenate(
                        part -> untilItSucceeds(() -> tables.applyOnce(Effects.of(part, topics)), storing))
                .onItem()
                .ignoreAsUni();
    }

    private Uni<Void> untilItSucceeds(Supplier<Uni<? extends Void>> work, Outage outage) {
        var defects = new AtomicInteger();
        return Attempt.beside(Vertx.currentContext(), settings.attempt(), work)
                .onFailure()
                .recoverWithUni(end::unlessStopping)
                .onFailure()
                .invoke(outage::failed)
                .onFailure(failure -> isHopeless(failure, defects))
                .recoverWithUni(failure -> end.because(
                        outage.what() + " failed with " + FailureKind.nameOf(failure) + "; a retry does not help",
                        failure))
                .onFailure()
                .retry()
                .withBackOff(FIRST_PAUSE, settings.pause())
                .indefinitely()
                .emitOn(CallersContext.here())
                .invoke(outage::over);
    }

    private static boolean isHopeless(Throwable failure, AtomicInteger defects) {
        var kind = FailureKind.of(failure);
        return kind == FailureKind.ERROR
                || kind == FailureKind.DEFECT && defects.incrementAndGet() == FailureKind.MAX_DEFECTS;
    }
}
