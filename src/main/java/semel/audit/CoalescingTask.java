package semel.audit;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Runs work one turn at a time. All requests during a turn share the next one. */
final class CoalescingTask<T> {
    private final Supplier<Multi<T>> work;
    private CompletableFuture<Void> over = CompletableFuture.completedFuture(null);
    private Multi<T> waiting;

    CoalescingTask(Supplier<Multi<T>> work) {
        this.work = work;
    }

    /** @return a turn that begins after this call. Each subscriber gets all its items, and it continues without subscribers */
    synchronized Multi<T> next() {
        if (waiting == null) {
            var before = over;
            var after = new CompletableFuture<Void>();
            over = after;
            waiting = Multi.createBy()
                    .replaying()
                    .ofMulti(Uni.createFrom()
                            .completionStage(before)
                            .onItem()
                            .transformToMulti(ended -> begin())
                            .onTermination()
                            .invoke(() -> after.complete(null)));
        }
        return waiting;
    }

    private synchronized Multi<T> begin() {
        waiting = null;
        return work.get();
    }
}
