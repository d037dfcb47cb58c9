package semel.intake;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Collects the outcomes of records that are sent together. Thread-safe; only the first outcome of a record counts. */
final class PendingSends {
    private final AtomicReferenceArray<SendOutcome> outcomes;
    private final AtomicInteger open;
    private final CompletableFuture<List<SendOutcome>> all = new CompletableFuture<>();

    PendingSends(int records) {
        this.outcomes = new AtomicReferenceArray<>(records);
        this.open = new AtomicInteger(records);
    }

    /** @return a callback for a record's failure, or null; it calls {@code next} first */
    Consumer<Throwable> outcome(int record, Consumer<Throwable> next) {
        return failure -> {
            next.accept(failure);
            var sent = failure == null ? new SendOutcome.Acknowledged() : SendOutcome.failed(failure);
            if (outcomes.compareAndSet(record, null, sent) && open.decrementAndGet() == 0) {
                all.complete(known(null));
            }
        };
    }

    /** Fails all: no further record is sent. */
    void failed(Throwable failure) {
        all.completeExceptionally(failure);
    }

    /** Completes when every outcome is known, with the outcomes in order. */
    CompletionStage<List<SendOutcome>> all() {
        return all;
    }

    /** @return the outcomes known now, and this failure for all others */
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
