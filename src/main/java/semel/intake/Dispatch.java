package semel.intake;

import io.opentelemetry.context.Context;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import semel.kafka.Channels;
import semel.kafka.TopicsConfig;
import semel.operation.Tracing;
import semel.sql.CallersContext;

/** Sends records with the producer of the channel {@code received}, and waits for the broker's acknowledgement. */
@ApplicationScoped
class Dispatch {
    private final KafkaClientService clients;
    private final TopicsConfig topics;
    private final Tracing tracing;
    private final IntakeConfig settings;

    /** @param channel unused, but without it the connector creates no producer; sending through it would cost twice as much */
    Dispatch(
            @Channel(Channels.RECEIVED) Emitter<byte[]> channel,
            KafkaClientService clients,
            TopicsConfig topics,
            Tracing tracing,
            IntakeConfig settings) {
        this.clients = clients;
        this.topics = topics;
        this.tracing = tracing;
        this.settings = settings;
    }

    /**
     * Sends the records of many rows together: one switch to the sending thread and one back.
     *
     * @param parent trace context of the records
     * @return the outcome of each record, in order, on the caller's Vert.x context; never fails
     */
    Uni<List<SendOutcome>> send(List<ReceivedRow> rows, Context parent) {
        var pending = new PendingSends(rows.size());
        return Uni.createFrom()
                .completionStage(() -> send(rows, parent, pending))
                .ifNoItem()
                .after(settings.acknowledgedWithin())
                .fail()
                .onFailure()
                .recoverWithItem(pending::knownOr)
                .emitOn(CallersContext.here()); // the callbacks run on the producer's thread
    }

    private CompletionStage<List<SendOutcome>> send(List<ReceivedRow> rows, Context parent, PendingSends pending) {
        var records = rows.stream().map(this::record).toList();
        var spans =
                records.stream().map(record -> tracing.sending(record, parent)).toList();
        clients.<byte[], byte[]>getProducer(Channels.RECEIVED)
                .runOnSendingThread((Producer<byte[], byte[]> producer) -> {
                    for (int i = 0; i < records.size(); i++) {
                        send(producer, records.get(i), pending.outcome(i, spans.get(i)));
                    }
                })
                .subscribe()
                .with(handedOver -> {}, pending::failed);
        return pending.all();
    }

    private ProducerRecord<byte[], byte[]> record(ReceivedRow row) {
        var record = new ProducerRecord<>(row.kind().topic(topics), row.recordKey(), row.recordValue());
        row.kind().message.describe(record.headers(), row.id(), row.id().toString());
        return record;
    }

    private static void send(
            Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record, Consumer<Throwable> outcome) {
        try {
            producer.send(record, (written, failure) -> outcome.accept(failure));
        } catch (RuntimeException notSent) {
            outcome.accept(notSent);
        }
    }

    /** @return the record's position, on the caller's Vert.x context; {@link SendOutcome#failed} classifies a failure */
    Uni<RecordMetadata> write(ProducerRecord<byte[], byte[]> record) {
        return tracing.send(
                        record,
                        () -> clients.<byte[], byte[]>getProducer(Channels.RECEIVED)
                                .send(record))
                .ifNoItem()
                .after(settings.acknowledgedWithin())
                .fail()
                .emitOn(CallersContext.here()); // the callback runs on the producer's thread
    }
}
