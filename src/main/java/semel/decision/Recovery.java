package semel.decision;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.apache.kafka.clients.producer.Producer;
import org.jboss.logging.Logger;
import semel.kafka.DuplicateInstance;
import semel.kafka.Inbox;
import semel.kafka.ProcessExit;

/**
 * Handles a batch that was not published: sets the consumer back to the committed offsets, or ends the process if that cannot help.
 *
 * @see "docs/explanation/decisions/0004-rewind-or-exit.md"
 */
@Singleton
class Recovery {
    private static final Logger LOG = Logger.getLogger(Recovery.class);

    private final KafkaClientService clients;
    private final ProcessExit end;
    private final DecisionMeters meters;
    private final DuplicateInstance duplicate;
    private final Retries retries = new Retries();

    Recovery(KafkaClientService clients, ProcessExit end, DecisionMeters meters, DuplicateInstance duplicate) {
        this.clients = clients;
        this.end = end;
        this.meters = meters;
        this.duplicate = duplicate;
    }

    /**
     * Sets the consumer back to the committed offsets, after a pause that grows with each failure in a row.
     *
     * @param inbox with what was polled after the batch, which is read again too
     * @return completes when the next poll starts at the committed offsets; never if the process ends
     */
    Uni<Void> rewind(Batch batch, Throwable failure, Inbox inbox) {
        var next = retries.after(batch.first(), failure);
        LOG.errorf(failure, "batch not published offsets=%s failures=%s", batch.offsets(), next.failures());
        return next instanceof Retries.Next.Again again
                ? rewind(again.pause(), inbox)
                : end.because(((Retries.Next.Never) next).why(), failure);
    }

    private Uni<Void> rewind(Duration pause, Inbox inbox) {
        return probe().onFailure()
                .recoverWithUni(dead -> duplicate
                        .named("the transactional producer cannot recover")
                        .chain(why -> end.because(why, dead)))
                .chain(() -> Uni.createFrom().voidItem().onItem().delayIt().by(pause))
                .chain(() -> inbox.restart(this::toCommittedOffsets))
                .invoke(meters::rewound);
    }

    /** Tries an empty transaction. A producer that is fenced, or whose last transaction never ended, refuses to begin or abort it. */
    private Uni<Void> probe() {
        KafkaProducer<byte[], byte[]> producer = clients.getProducer(Emission.OUTPUT);
        return producer.runOnSendingThread((Producer<byte[], byte[]> sending) -> {
            sending.beginTransaction();
            sending.abortTransaction();
        });
    }

    private Uni<Void> toCommittedOffsets() {
        KafkaConsumer<byte[], byte[]> consumer = clients.getConsumer(Emission.INPUT);
        return consumer.resetToLastCommittedPositions()
                .onFailure()
                .recoverWithUni(lost -> end.because("the committed offsets could not be read", lost));
    }
}
