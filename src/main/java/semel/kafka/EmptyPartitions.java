package semel.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds the empty partitions: no record, no control record, and no open transaction that may still write one.
 *
 * @see "docs/explanation/decisions/0008-refused-rather-than-survived.md"
 */
final class EmptyPartitions {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private EmptyPartitions() {}

    /**
     * Asks the broker, and blocks.
     *
     * @param logStarts the log's first offset, by partition
     * @return the empty ones
     * @throws IllegalStateException if the broker does not answer
     */
    static Set<TopicPartition> among(Admin admin, Map<TopicPartition, Long> logStarts) {
        if (logStarts.isEmpty()) {
            return Set.of();
        }
        // In this order: a transaction that begins in between raises the end, so its partition is not empty.
        var producers = answer(admin.describeProducers(logStarts.keySet()).all());
        var latest = logStarts.keySet().stream().collect(Collectors.toMap(at -> at, at -> OffsetSpec.latest()));
        var ends = answer(admin.listOffsets(latest).all());
        return logStarts.keySet().stream()
                .filter(at -> ends.get(at).offset() == logStarts.get(at))
                .filter(at -> producers.get(at).activeProducers().stream()
                        .noneMatch(producer ->
                                producer.currentTransactionStartOffset().isPresent()))
                .collect(Collectors.toSet());
    }

    private static <T> T answer(KafkaFuture<T> asked) {
        try {
            return asked.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | InterruptedException failure) {
            throw new IllegalStateException("the broker did not say whether partitions are empty", failure);
        }
    }
}
