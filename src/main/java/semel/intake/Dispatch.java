package semel.intake;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import semel.sql.CallersContext;
import semel.wire.Channels;
import semel.wire.Topics;
import semel.wire.Tracing;

/** Sends what was received straight to the producer of the channel {@code received}, and waits for the broker's word. */
@ApplicationScoped
class Dispatch {
    private final KafkaClientService clients;
    private final Topics topics;
    private final Tracing tracing;
    private final IntakeSettings settings;

    /**
     * @param channel unused: the connector makes a producer only for a channel that somebody could send to, and through it a
     *     record costs twice as much
     */
    Dispatch(
            @Channel(Channels.RECEIVED) Emitter<byte[]> channel,
            KafkaClientService clients,
            Topics topics,
            Tracing tracing,
            IntakeSettings settings) {
        this.clients = clients;
        this.topics = topics;
        this.tracing = tracing;
        this.settings = settings;
    }

    /** @return what became of it, on the caller's Vert.x context; never fails */
    Uni<Sent> send(Received row) {
        var record = new ProducerRecord<>(row.kind().topic(topics), row.recordKey(), row.recordValue());
        row.kind().message.describe(record.headers(), row.id(), row.id().toString());
        return write(record)
                .<Sent>map(written -> new Sent.Acknowledged())
                .onFailure()
                .recoverWithItem(Sent::failed);
    }

    /** @return where it stands, on the caller's Vert.x context; fails as {@link Sent#failed} can tell apart */
    Uni<RecordMetadata> write(ProducerRecord<byte[], byte[]> record) {
        return tracing.send(
                        record,
                        () -> clients.<byte[], byte[]>getProducer(Channels.RECEIVED)
                                .send(record))
                .ifNoItem()
                .after(settings.acknowledgedWithin())
                .fail()
                .emitOn(CallersContext.here()); // the callback comes on the producer's thread, where no answer belongs
    }
}
