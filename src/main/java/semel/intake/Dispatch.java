package semel.intake;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
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
        var record = new ProducerRecord<>(row.kind.topic(topics), row.recordKey, row.recordValue);
        row.kind.message.describe(record.headers(), row.id, row.id.toString());
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
                .emitOn(on(Vertx.currentContext()));
    }

    // The callback comes on the producer's thread, where neither Hibernate Reactive nor an answer belongs.
    private static Executor on(Context context) {
        return command -> context.runOnContext(ignored -> command.run());
    }
}
