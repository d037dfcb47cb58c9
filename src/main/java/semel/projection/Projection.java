package semel.projection;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordBatchMetadata;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import semel.kafka.Channels;
import semel.kafka.FailureKind;
import semel.kafka.Inbox;
import semel.kafka.Outage;
import semel.kafka.ProcessExit;
import semel.kafka.TopicsConfig;
import semel.operation.Tracing;
import semel.order.EventId;
import semel.sql.Attempt;
import semel.sql.CallersContext;
import semel.sql.Committed;
import semel.sql.FreshContext;

/**
 * Applies each batch to the database, then commits its offsets while the next batch is applied. Retries an outage for as long as it
 * lasts; a failure that a retry cannot cure ends the process.
 *
 * @see "docs/explanation/decisions/0025-bounded-work-and-bounded-retries.md"
 */
@ApplicationScoped
class Projection {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    private final ProjectionTables tables;
    private final AppliedOffsets offsets;
    private final TopicsConfig topics;
    private final Tracing tracing;
    private final ProjectionConfig settings;
    private final ProcessExit end;
    private final Event<Committed> committed;
    private final Outage storing;
    private final Outage committing;
    private final Inbox inbox;
    private final OffsetCommits commits;
    private volatile Context context;

    Projection(
            ProjectionTables tables,
            AppliedOffsets offsets,
            TopicsConfig topics,
            Tracing tracing,
            ProjectionConfig settings,
            ProcessExit end,
            Event<Committed> committed) {
        this.tables = tables;
        this.offsets = offsets;
        this.topics = topics;
        this.tracing = tracing;
        this.settings = settings;
        this.end = end;
        this.committed = committed;
        this.storing = new Outage("storing a batch of events", settings.reminder());
        this.committing = new Outage("committing the offsets of stored events", settings.reminder());
        this.inbox = new Inbox(settings.batchBytes().asLongValue(), this::apply);
        this.commits = new OffsetCommits(this::commit);
    }

    /** Takes a poll. The returned Uni completes when the inbox can take the next one; the connector waits for that. */
    @Incoming(Channels.TO_APPLY)
    Uni<Void> apply(ConsumerRecords<byte[], byte[]> polled, IncomingKafkaRecordBatchMetadata<byte[], byte[]> batch) {
        return end.required("the projection of a batch", () -> {
            context = Vertx.currentContext();
            return inbox.add(new Inbox.Delivered(polled, batch.getConsumerGroupGenerationId()));
        });
    }

    /** @return completes when all of it is stored */
    private Uni<Void> apply(Inbox.Delivered delivered) {
        return end.required(
                        "the projection of a batch",
                        () -> tracing.process(
                                topics.projectionGroup(),
                                delivered.records(),
                                steps -> steps.step("apply", () -> store(delivered))))
                .invoke(() -> tellTheGroup(delivered))
                .runSubscriptionOn(FreshContext.beside(context));
    }

    private void tellTheGroup(Inbox.Delivered applied) {
        commits.add(new OffsetCommits.AppliedUpTo(applied.generation(), Effects.next(applied.records())));
    }

    private Uni<Void> commit(OffsetCommits.AppliedUpTo applied) {
        return end.required(
                "the commit of applied offsets", () -> untilItSucceeds(() -> offsets.commit(applied), committing));
    }

    /** Stores each part in one transaction. If a later part fails, stored parts may be read again and change nothing. */
    private Uni<Void> store(Inbox.Delivered delivered) {
        return Multi.createFrom()
                .iterable(delivered.parts(settings.batchBytes().asLongValue()))
                .onItem()
                .transformToUniAndConcatenate(part -> untilItSucceeds(() -> apply(Effects.of(part, topics)), storing))
                .onItem()
                .ignoreAsUni();
    }

    private Uni<Void> apply(Effects effects) {
        return tables.applyOnce(effects).invoke(() -> {
            if (!effects.arrivals().get(EventId.Kind.ORDER).isEmpty()) {
                committed.fire(new Committed(true));
            }
        });
    }

    private Uni<Void> untilItSucceeds(Supplier<Uni<? extends Void>> work, Outage outage) {
        var defects = new AtomicInteger();
        return Attempt.beside(context, settings.attempt(), work)
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
