package semel.decision;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import io.smallrye.reactive.messaging.kafka.transactions.KafkaTransactions;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Channel;
import semel.kafka.TopicsConfig;

/** Publishes as in production or as in the connector's documentation, and injects a fault before a commit. */
@Alternative
@Priority(1)
@Singleton
class EmissionVariant extends Emission {
    enum Shape {
        /** As in production. */
        PRODUCT,
        /** As in production, but the block's success is believed. */
        UNCONFIRMED,
        /** The block commits the offsets of the message, and its success is believed: the documented way. */
        DOCUMENTED,
        /** The block commits the offsets of the message, and the commit is confirmed. */
        DOCUMENTED_CONFIRMED
    }

    /** Runs on the sending thread before the commit, after the sends of records and, in our shapes, of offsets. */
    interface FaultPoint {
        void before(Producer<byte[], byte[]> producer, int transaction) throws Exception;
    }

    private static final FaultPoint NONE = (producer, transaction) -> {};

    static volatile Shape shape = Shape.PRODUCT;
    static volatile FaultPoint faultPoint = NONE;
    private static volatile int oversize;
    static final AtomicInteger TRANSACTIONS = new AtomicInteger();

    private final KafkaTransactions<byte[]> transactions;
    private final KafkaClientService clients;

    EmissionVariant(
            @Channel(OUTPUT) KafkaTransactions<byte[]> transactions,
            KafkaClientService clients,
            Membership membership,
            TopicsConfig topics,
            @ConfigProperty(name = "semel.instance") String instance) {
        super(transactions, clients, membership, topics, instance);
        this.transactions = transactions;
        this.clients = clients;
    }

    static void strikeAt(int transaction, FaultPoint fault) {
        TRANSACTIONS.set(0);
        faultPoint = (producer, number) -> {
            if (number == transaction) {
                fault.before(producer, number);
            }
        };
    }

    /** Adds a record that is too large for any topic to this transaction. */
    static void failLastSendOf(int transaction) {
        oversize = transaction;
    }

    static void reset() {
        oversize = 0;
        shape = Shape.PRODUCT;
        faultPoint = NONE;
    }

    @Override
    Uni<Void> publish(Batch batch, Decided decided) {
        if (shape == Shape.PRODUCT || shape == Shape.UNCONFIRMED) {
            return super.publish(batch, decided);
        }
        KafkaProducer<byte[], byte[]> producer = clients.getProducer(OUTPUT);
        var clock = new CommitClock(producer.unwrap());
        var before = clock.read();
        return transactions
                .withTransaction(
                        AsDocumented.message(batch),
                        emitter -> producer.runOnSendingThread(sending -> {
                            send(sending, batch, decided, null);
                        }))
                .invoke(() -> confirm(batch, clock.read() > before));
    }

    @Override
    List<ProducerRecord<byte[], byte[]>> records(Decided decided) {
        var records = new ArrayList<>(super.records(decided));
        if (TRANSACTIONS.incrementAndGet() == oversize) {
            records.add(new ProducerRecord<>(records.get(0).topic(), new byte[2_000_000]));
        }
        return records;
    }

    @Override
    void send(Producer<byte[], byte[]> producer, Batch batch, Decided decided, ConsumerGroupMetadata group) {
        super.send(producer, batch, decided, group);
        try {
            faultPoint.before(producer, TRANSACTIONS.get());
        } catch (RuntimeException fault) {
            throw fault;
        } catch (Exception fault) {
            throw new IllegalStateException(fault);
        }
    }

    @Override
    void sendOffsets(Producer<byte[], byte[]> producer, Batch batch, ConsumerGroupMetadata group) {
        if (group != null) {
            super.sendOffsets(producer, batch, group);
        }
    }

    @Override
    void confirm(Batch batch, boolean committed) {
        if (shape == Shape.PRODUCT || shape == Shape.DOCUMENTED_CONFIRMED) {
            super.confirm(batch, committed);
        }
    }
}
