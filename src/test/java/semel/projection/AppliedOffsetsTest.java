package semel.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import semel.kafka.NothingParked;
import semel.kafka.TestTopics;

/** Tests which offsets are committed after a batch was applied, and which failed commits are reported. */
class AppliedOffsetsTest {
    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);
    private static final long LAST = 7;

    private RuntimeException failure;

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none") {
        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
            if (failure != null) {
                throw failure;
            }
            super.commitSync(offsets);
        }
    };
    private final int generation = consumer.groupMetadata().generationId();

    AppliedOffsetsTest() {
        consumer.assign(Set.of(PARTITION));
    }

    @Test
    void theOffsetAfterTheBatchIsCommitted() {
        commit(generation);
        assertThat(consumer.committed(Set.of(PARTITION))).containsEntry(PARTITION, new OffsetAndMetadata(LAST + 1));
    }

    @Test
    void aBatchOfAnEarlierGenerationCommitsNothing() {
        commit(generation - 1);
        assertThat(consumer.committed(Set.of(PARTITION))).isEmpty();
    }

    @Test
    void aCommitThatTheGroupRefusesIsIgnored() {
        failure = new CommitFailedException("injected");
        commit(generation);
        assertThat(consumer.committed(Set.of(PARTITION))).isEmpty();
    }

    @Test
    void aCommitThatTimesOutFails() {
        failure = new TimeoutException("injected");
        assertThatThrownBy(() -> commit(generation)).isSameAs(failure);
    }

    private void commit(int polledIn) {
        new AppliedOffsets(clients(), NothingParked.parking(), new TestTopics(""))
                .commit(new OffsetCommits.AppliedUpTo(polledIn, Map.of(PARTITION, LAST + 1)))
                .await()
                .indefinitely();
    }

    private KafkaClientService clients() {
        return answering(KafkaClientService.class, (proxy, method, arguments) -> channel());
    }

    /** Runs the work on the thread of the caller instead of a polling thread. */
    @SuppressWarnings("unchecked")
    private KafkaConsumer<byte[], byte[]> channel() {
        return answering(
                KafkaConsumer.class,
                (proxy, method, arguments) -> Uni.createFrom()
                        .item(consumer)
                        .invoke((Consumer<Object>) arguments[0])
                        .replaceWithVoid());
    }

    private static <T> T answering(Class<T> type, InvocationHandler answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, answer));
    }
}
