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
import semel.operation.Offsets.Reader;
import semel.wire.OpenTransactions;
import semel.wire.PartitionOffsets;
import semel.wire.Topics;

/** Asks the broker where topics and groups stand; waits for nothing. */
@Singleton
class BrokerOffsets {
    private final PartitionOffsets offsets;
    private final Topics topics;
    private final OpenTransactions transactions;

    BrokerOffsets(Admin admin, Topics topics, OpenTransactions transactions, OperationSettings settings) {
        this.offsets = new PartitionOffsets(admin, (int) settings.look().toMillis());
        this.topics = topics;
        this.transactions = transactions;
    }

    /** @return fails where the broker does not answer within the time of a look */
    CompletionStage<Offsets> read() {
        return offsets.partitions(topics.all())
                .subscribeAsCompletionStage()
                .thenCompose(this::read)
                .thenCompose(read -> transactions.in(read.heldUp()).thenApply(read::with));
    }

    private CompletionStage<Offsets> read(List<TopicPartition> partitions) {
        var decided = committed(Stage.DECISION, partitions);
        var applied = committed(Stage.PROJECTION, partitions);
        var stable = offsets.lastStable(partitions).subscribeAsCompletionStage();
        var end = offsets.ends(partitions).subscribeAsCompletionStage();
        return CompletableFuture.allOf(decided, applied, stable, end).thenApply(all -> {
            var committed = new HashMap<>(decided.join());
            committed.putAll(applied.join());
            return new Offsets(stable.join(), end.join(), committed, List.of());
        });
    }

    private CompletableFuture<Map<Reader, Long>> committed(Stage stage, List<TopicPartition> all) {
        var inputs = stage.inputs(topics);
        return offsets.committed(stage.group(topics))
                .map(found -> all.stream()
                        .filter(at -> inputs.contains(at.topic()) && found.containsKey(at))
                        .collect(Collectors.toMap(at -> new Reader(stage, at), found::get)))
                .subscribeAsCompletionStage();
    }
}
