package semel.intake;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** What becomes of records that are sent together. Safe for all threads; the first outcome of a record counts. */
final class PendingSends {
    private final AtomicReferenceArray<SendOutcome> outcomes;
    private final AtomicInteger open;
    private final CompletableFuture<List<SendOutcome>> all = new CompletableFuture<>();

    PendingSends(int records) {
        this.outcomes = new AtomicReferenceArray<>(records);
        this.open = new AtomicInteger(records);
    }

    /** @return takes what became of a record: its failure, or null; then hands it on */
    Consumer<Throwable> outcome(int record, Consumer<Throwable> next) {
        return failure -> {
            next.accept(failure);
            var sent = failure == null ? new SendOutcome.Acknowledged() : SendOutcome.failed(failure);
            if (outcomes.compareAndSet(record, null, sent) && open.decrementAndGet() == 0) {
                all.complete(known(null));
            }
        };
    }

    /** None of them is sent any more. */
    void failed(Throwable failure) {
        all.completeExceptionally(failure);
    }

    /** When the outcome of each is known, in their order. */
    CompletionStage<List<SendOutcome>> all() {
        return all;
    }

    /** @return of each what is known now, or that it failed like this */
    List<SendOutcome> knownOr(Throwable failure) {
        return known(SendOutcome.failed(failure));
    }

    private List<SendOutcome> known(SendOutcome otherwise) {
        return IntStream.range(0, outcomes.length())
                .mapToObj(outcomes::get)
                .map(sent -> sent == null ? otherwise : sent)
                .toList();
    }
}
