package semel.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaProducer;
import io.smallrye.reactive.messaging.kafka.transactions.KafkaTransactions;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import semel.kafka.TestTopics;

/** Tests the steps before a batch counts as published, with a producer that records its calls. */
class EmissionTest {
    private static final TopicPartition PARTITION = new TopicPartition("orders-in", 0);
    private static final Map<TopicPartition, OffsetAndMetadata> OFFSETS = Map.of(PARTITION, new OffsetAndMetadata(6));
    private static final int POLLED_IN = 7;

    private final List<String> recorded = new ArrayList<>();
    private ConsumerGroupMetadata group;
    private boolean isLastRefused;
    private RuntimeException commitFails;
    private boolean isCommitSkipped;
    private double commits;

    /** @see CommitClock */
    private final Metric clock = new Metric() {
        @Override
        public MetricName metricName() {
            return new MetricName("txn-commit-time-ns-total", "producer-metrics", "", Map.of());
        }

        @Override
        public Object metricValue() {
            return commits;
        }
    };

    private final MockProducer<byte[], byte[]> producer = new MockProducer<>() {
        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
            recorded.add(record.topic());
            var isRefused = isLastRefused && record.topic().equals("notifications");
            callback.onCompletion(null, isRefused ? new RecordTooLargeException("x") : null);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public synchronized void flush() {
            recorded.add("flush");
        }

        @Override
        public synchronized void sendOffsetsToTransaction(
                Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata metadata) {
            recorded.add("offsets " + offsets.get(PARTITION).offset());
            group = metadata;
        }

        @Override
        public synchronized void commitTransaction() {
            recorded.add("commit");
            commits++;
        }

        @Override
        public synchronized Map<MetricName, Metric> metrics() {
            return Map.of(clock.metricName(), clock);
        }
    };

    private static <T> T answering(Class<T> type, InvocationHandler answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answer));
    }

    @SuppressWarnings("unchecked")
    private final KafkaProducer<byte[], byte[]> sending = answering(KafkaProducer.class, (proxy, method, arguments) -> {
        if (method.getName().equals("unwrap")) {
            return producer;
        }
        return arguments[0] instanceof Consumer<?> work
                ? Uni.createFrom().voidItem().invoke(() -> ((Consumer<Object>) work).accept(producer))
                : Uni.createFrom().item(() -> ((Function<Object, Object>) arguments[0]).apply(producer));
    });

    /** Two generations after the one in which the batch was polled. */
    private final Membership membership = new Membership();

    EmissionTest() {
        membership.joined(new ConsumerGroupMetadata("semel-decision", POLLED_IN + 2, "member", Optional.of("semel-0")));
    }

    private final KafkaClientService clients =
            answering(KafkaClientService.class, (proxy, method, arguments) -> sending);

    /** Behaves like the connector's: it commits after success, and may report success although the commit failed. */
    @SuppressWarnings("unchecked")
    private final KafkaTransactions<byte[]> transactions = answering(
            KafkaTransactions.class,
            (proxy, method, arguments) -> ((Function<Object, Uni<Void>>) arguments[0])
                    .apply(null)
                    .invoke(() -> {
                        if (commitFails != null) {
                            throw commitFails;
                        }
                        if (!isCommitSkipped) {
                            producer.commitTransaction();
                        }
                    }));

    private void publish() {
        var order = SampleDeliveries.order(SampleDeliveries.line("pen", 1));
        var delivery = SampleDeliveries.delivery(5, order);
        var decision = new Decision(
                order.id().value(),
                Decision.StoredOutcome.FULFILLED,
                null,
                List.of(new Movement(1, 9)),
                SampleDeliveries.NOON);
        var batch = new Batch(List.of(delivery), Map.of(PARTITION, 5L), OFFSETS, POLLED_IN);
        var decided = new Decided(
                List.of(new Decided.Settled(delivery, decision, true, null)), List.of(), List.of(), Map.of(), null);
        new Emission(transactions, clients, membership, new TestTopics(), "semel-0")
                .publish(batch, decided)
                .await()
                .indefinitely();
    }

    @Test
    void eventsOffsetsAndCommitAreSentInThisOrder() {
        publish();

        assertThat(recorded).containsExactly("orders", "inventory", "notifications", "flush", "offsets 6", "commit");
    }

    /** Otherwise a replica that lost its partitions could commit offsets of the new owner. */
    @Test
    void offsetsAreCommittedInTheGenerationOfThePoll() {
        publish();

        assertThat(group.generationId()).isEqualTo(POLLED_IN);
        assertThat(group.groupId()).isEqualTo("semel-decision");
        assertThat(group.memberId()).isEqualTo("member");
        assertThat(group.groupInstanceId()).contains("semel-0");
    }

    /** The commit would succeed without the record. */
    @Test
    void nothingIsCommittedIfARecordIsNotAcknowledged() {
        isLastRefused = true;

        assertThatThrownBy(this::publish).isInstanceOf(NotPublished.class).hasMessageContaining("not acknowledged");
        assertThat(recorded).containsExactly("orders", "inventory", "notifications", "flush");
    }

    @Test
    void successReportedWithoutACommitIsAFailure() {
        isCommitSkipped = true;

        assertThatThrownBy(this::publish).isInstanceOf(NotPublished.class).hasMessageContaining("without a commit");
    }

    @Test
    void anUnknownCommitIsRetried() {
        commitFails = new TimeoutException("x");

        publish();

        assertThat(recorded).endsWith("offsets 6", "commit");
    }
}
