package semel.operation;

import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import semel.kafka.OpenTransactions;
import semel.kafka.PartitionOffsets;
import semel.kafka.TopicsConfig;
import semel.operation.OffsetsSnapshot.GroupPartition;

/** Reads the offsets of topics and groups and the open transactions from the broker, without blocking. */
@Singleton
class BrokerOffsets {
    private final PartitionOffsets offsets;
    private final TopicsConfig topics;
    private final OpenTransactions transactions;

    BrokerOffsets(Admin admin, TopicsConfig topics, OpenTransactions transactions, OperationConfig settings) {
        this.offsets = new PartitionOffsets(admin, (int) settings.look().toMillis());
        this.topics = topics;
        this.transactions = transactions;
    }

    /** @return the current offsets and transactions; fails if the broker does not answer within {@code semel.operation.look} */
    CompletionStage<OffsetsSnapshot> read() {
        return offsets.partitions(topics.all())
                .subscribeAsCompletionStage()
                .thenCompose(this::read)
                .thenCompose(read -> transactions.in(read.heldUp()).thenApply(read::with));
    }

    private CompletionStage<OffsetsSnapshot> read(List<TopicPartition> partitions) {
        var decided = committed(Stage.DECISION, partitions);
        var applied = committed(Stage.PROJECTION, partitions);
        var stable = offsets.lastStable(partitions).subscribeAsCompletionStage();
        var end = offsets.ends(partitions).subscribeAsCompletionStage();
        return CompletableFuture.allOf(decided, applied, stable, end).thenApply(all -> {
            var committed = new HashMap<>(decided.join());
            committed.putAll(applied.join());
            return new OffsetsSnapshot(stable.join(), end.join(), committed, List.of());
        });
    }

    private CompletableFuture<Map<GroupPartition, Long>> committed(Stage stage, List<TopicPartition> all) {
        var inputs = stage.inputs(topics);
        return offsets.committed(stage.group(topics))
                .map(found -> all.stream()
                        .filter(at -> inputs.contains(at.topic()) && found.containsKey(at))
                        .collect(Collectors.toMap(at -> new GroupPartition(stage, at), found::get)))
                .subscribeAsCompletionStage();
    }
}
