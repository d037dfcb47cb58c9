package semel.sql;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Bounds the wait for database work; never cancels it.
 *
 * @see "docs/explanation/decisions/0014-a-transaction-is-never-cancelled.md"
 */
public final class Attempt {
    private Attempt() {}

    /**
     * Runs the work once for each subscriber. After a timeout the transaction goes on until it, the server or its connection ends it;
     * it commits or rolls back as a whole, and holds its locks until then.
     *
     * @return fails with a {@link io.smallrye.mutiny.TimeoutException}, which does not tell whether the work was committed
     */
    public static <T> Uni<T> within(Duration patience, Supplier<Uni<T>> work) {
        return Uni.createFrom()
                .<T>deferred(() -> work.get().memoize().indefinitely()) // stops a subscriber's cancellation
                .ifNoItem()
                .after(patience)
                .fail();
    }

    /** As {@link #within}, but runs each subscriber's work in a {@link FreshContext} on the event loop of {@code context}. */
    public static <T> Uni<T> beside(Context context, Duration patience, Supplier<Uni<? extends T>> work) {
        return within(
                patience, () -> Uni.createFrom().<T>deferred(work).runSubscriptionOn(FreshContext.beside(context)));
    }
}
