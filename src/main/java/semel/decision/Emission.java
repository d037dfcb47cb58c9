package semel.decision;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import io.smallrye.reactive.messaging.kafka.transactions.KafkaTransactions;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import semel.kafka.Channels;
import semel.kafka.TopicsConfig;

/**
 * Publishes the events, dead letters and input offsets of a batch in one Kafka transaction, and confirms that it was committed.
 *
 * @see "docs/explanation/decisions/0001-confirm-each-transaction.md"
 */
@Singleton
class Emission {
    static final String INPUT = Channels.TO_DECIDE;
    static final String OUTPUT = Channels.DECIDED;

    private final KafkaTransactions<byte[]> transactions;
    private final KafkaClientService clients;
    private final Membership membership;
    private final TopicsConfig topics;
    private final TransactionNames names;

    Emission(
            @Channel(OUTPUT) KafkaTransactions<byte[]> transactions,
            KafkaClientService clients,
            Membership membership,
            TopicsConfig topics,
            @ConfigProperty(name = "semel.instance") String instance) {
        this.transactions = transactions;
        this.clients = clients;
        this.membership = membership;
        this.topics = topics;
        this.names = new TransactionNames(instance);
    }

    /**
     * Publishes a decided batch and its offsets.
     *
     * @return completes once the transaction is known to be committed; fails otherwise, and the batch counts as not published:
     *     {@link Recovery} decides what follows
     */
    Uni<Void> publish(Batch batch, Decided decided) {
        KafkaProducer<byte[], byte[]> producer = clients.getProducer(OUTPUT);
        var clock = new CommitClock(producer.unwrap());
        var before = clock.read();
        var complete = new AtomicBoolean();
        // The generation of the poll: after a rebalance the broker refuses the offsets, so that this block fails.
        var group = membership.in(batch.generation());
        return transactions
                .withTransaction(emitter -> producer.runOnSendingThread(sending -> {
                    send(sending, batch, decided, group);
                    complete.set(true);
                }))
                .onFailure(failure -> complete.get())
                .recoverWithUni(() -> commitAgain(producer))
                .invoke(() -> confirm(batch, clock.read() > before));
    }

    /**
     * Repeats a commit that timed out. Its outcome is unknown, and until it is known the producer allows nothing else. The
     * transaction holds the whole batch, so a late commit is correct.
     */
    private static Uni<Void> commitAgain(KafkaProducer<byte[], byte[]> producer) {
        return producer.runOnSendingThread((Producer<byte[], byte[]> sending) -> sending.commitTransaction());
    }

    void send(Producer<byte[], byte[]> producer, Batch batch, Decided decided, ConsumerGroupMetadata group) {
        var failure = new AtomicReference<Exception>();
        for (var record : records(decided)) {
            if (failure.get() != null) {
                break;
            }
            send(producer, record, failure);
        }
        producer.flush();
        if (failure.get() != null) {
            throw new NotPublished("a record was not acknowledged", failure.get());
        }
        sendOffsets(producer, batch, group);
    }

    List<ProducerRecord<byte[], byte[]>> records(Decided decided) {
        return names.stamp(OutputRecords.of(topics, decided));
    }

    void sendOffsets(Producer<byte[], byte[]> producer, Batch batch, ConsumerGroupMetadata group) {
        producer.sendOffsetsToTransaction(batch.offsets(), group);
    }

    // A send that fails in its callback does not fail the transaction: the commit would succeed without the record.
    private static void send(
            Producer<byte[], byte[]> producer,
            ProducerRecord<byte[], byte[]> record,
            AtomicReference<Exception> failure) {
        producer.send(record, (metadata, error) -> {
            if (error != null) {
                failure.compareAndSet(null, error);
            }
        });
    }

    void confirm(Batch batch, boolean committed) {
        if (!committed) {
            throw new NotPublished(
                    "the transaction block reported success without a commit, offsets " + batch.offsets(), null);
        }
    }
}
