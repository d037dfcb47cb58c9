package semel.audit;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Runs a piece of work once at a time. Whoever asks while it runs shares the next turn with all others who do. */
final class CoalescingTask<T> {
    private final Supplier<Multi<T>> work;
    private CompletableFuture<Void> over = CompletableFuture.completedFuture(null);
    private Multi<T> waiting;

    CoalescingTask(Supplier<Multi<T>> work) {
        this.work = work;
    }

    /** @return a turn that begins after this call, from its first item to whoever subscribes; it goes on without subscribers */
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
