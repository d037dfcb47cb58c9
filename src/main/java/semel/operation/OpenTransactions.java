package semel.operation;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTransactionsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.TopicPartition;
import semel.wire.Topics;

/** Finds the transaction that has held readers up for longest, of whatever replica or stranger. */
@Singleton
class OpenTransactions {
    /** A younger one holds nobody up; so what others have open on a shared cluster is seldom asked for. */
    private static final Duration LONG_OPEN = Duration.ofSeconds(1);

    private final Admin admin;
    private final Topics topics;
    private final int timeoutMillis;

    OpenTransactions(Admin admin, Topics topics, OperationSettings settings) {
        this.admin = admin;
        this.topics = topics;
        this.timeoutMillis = (int) settings.look().toMillis();
    }

    /** @return the offsets with the age; nothing is asked where nothing is held up */
    CompletionStage<Offsets> look(Offsets offsets) {
        var heldUp = offsets.stable().keySet().stream()
                .filter(at -> topics.outputs().contains(at.topic()) && offsets.unstable(at) > 0)
                .collect(Collectors.toSet());
        if (heldUp.isEmpty()) {
            return CompletableFuture.completedFuture(offsets);
        }
        var within = new ListTransactionsOptions()
                .filterOnDuration(LONG_OPEN.toMillis())
                .timeoutMs(timeoutMillis);
        return BrokerOffsets.of(admin.listTransactions(within).all())
                .thenCompose(this::describe)
                .thenApply(open -> oldest(open.values(), heldUp, Instant.now()))
                // One that ended between the two questions, or that we may not see: the rest is known all the same.
                .exceptionally(unknown -> Double.NaN)
                .thenApply(offsets::openFor);
    }

    private CompletableFuture<Map<String, TransactionDescription>> describe(Collection<TransactionListing> listed) {
        var ids = listed.stream().map(TransactionListing::transactionalId).toList();
        var within = new DescribeTransactionsOptions().timeoutMs(timeoutMillis);
        return BrokerOffsets.of(admin.describeTransactions(ids, within).all());
    }

    private static double oldest(Collection<TransactionDescription> open, Set<TopicPartition> heldUp, Instant now) {
        return open.stream()
                        .filter(transaction ->
                                transaction.topicPartitions().stream().anyMatch(heldUp::contains))
                        .flatMapToLong(transaction -> transaction.transactionStartTimeMs().stream())
                        .map(start -> now.toEpochMilli() - start)
                        .max()
                        .orElse(0)
                / 1000.0;
    }
}
