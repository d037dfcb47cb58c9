package semel.kafka;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersOptions;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.DescribeTransactionsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds the open transactions that block readers. The partition's leader knows the producers (right: read the topic); the transaction's
 * coordinator knows when it began (right: describe the transactional id).
 */
@Singleton
public class OpenTransactions {
    private static final int TIMEOUT_MILLIS = 5_000;

    /** A producer whose transaction blocks a partition. */
    private record TransactionHolder(TopicPartition at, ProducerState producer) {}

    private record Described(String transactionalId, TransactionDescription transaction) {}

    private final Admin admin;

    public OpenTransactions(Admin admin) {
        this.admin = admin;
    }

    /**
     * @param heldUp partitions whose last stable offset is below their end
     * @return the first open transaction of each; none if it ended meanwhile, or if the broker does not answer. Never fails
     */
    public CompletionStage<List<OpenTransaction>> in(Collection<TopicPartition> heldUp) {
        if (heldUp.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        var within = new DescribeProducersOptions().timeoutMs(TIMEOUT_MILLIS);
        var asked = admin.describeProducers(heldUp, within);
        var answers = heldUp.stream()
                .map(at -> of(asked.partitionResult(at))
                        .thenApply(state -> holder(at, state))
                        .exceptionally(untold -> Optional.empty()))
                .toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(all -> answers.stream()
                        .flatMap(answer -> answer.join().stream())
                        .toList())
                .thenCompose(holders -> transactions(holders)
                        .thenApply(known -> holders.stream()
                                .map(holder -> open(holder, known))
                                .toList()));
    }

    private static Optional<TransactionHolder> holder(TopicPartition at, PartitionProducerState state) {
        return state.activeProducers().stream()
                .filter(producer -> producer.currentTransactionStartOffset().isPresent())
                .min(Comparator.comparingLong(
                        producer -> producer.currentTransactionStartOffset().getAsLong()))
                .map(producer -> new TransactionHolder(at, producer));
    }

    /** @return the coordinators' descriptions, by producer id */
    private CompletionStage<Map<Long, Described>> transactions(List<TransactionHolder> holders) {
        var producers =
                holders.stream().map(holder -> holder.producer().producerId()).collect(Collectors.toSet());
        if (producers.isEmpty()) {
            return CompletableFuture.completedFuture(Map.of());
        }
        var listed = new ListTransactionsOptions().filterProducerIds(producers).timeoutMs(TIMEOUT_MILLIS);
        return of(admin.listTransactions(listed).all())
                .thenCompose(this::describe)
                .exceptionally(untold -> Map.of());
    }

    private CompletableFuture<Map<Long, Described>> describe(Collection<TransactionListing> listed) {
        var ids = listed.stream().map(TransactionListing::transactionalId).toList();
        var within = new DescribeTransactionsOptions().timeoutMs(TIMEOUT_MILLIS);
        return of(admin.describeTransactions(ids, within).all())
                .thenApply(described -> described.entrySet().stream()
                        .map(entry -> new Described(entry.getKey(), entry.getValue()))
                        .collect(Collectors.toMap(
                                each -> each.transaction().producerId(), each -> each, (one, other) -> one)));
    }

    private static OpenTransaction open(TransactionHolder holder, Map<Long, Described> known) {
        var producer = holder.producer();
        var transaction = Optional.ofNullable(known.get(producer.producerId()));
        var since = transaction
                .map(Described::transaction)
                .map(TransactionDescription::transactionStartTimeMs)
                .orElse(OptionalLong.empty())
                .orElse(producer.lastTimestamp());
        var age = Duration.between(Instant.ofEpochMilli(since), Instant.now());
        return new OpenTransaction(
                holder.at(),
                producer.currentTransactionStartOffset().getAsLong(),
                producer.producerId(),
                transaction.map(Described::transactionalId).orElse(""),
                age.isNegative() ? Duration.ZERO : age);
    }

    private static <T> CompletableFuture<T> of(KafkaFuture<T> answer) {
        return answer.toCompletionStage().toCompletableFuture();
    }
}
