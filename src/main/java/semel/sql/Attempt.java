package semel.sql;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Work with the database that nobody waits for longer than a while, and that is never cancelled.
 *
 * @see "docs/explanation/decisions/0014-a-transaction-is-never-cancelled.md"
 */
public final class Attempt {
    private Attempt() {}

    /**
     * Once for each subscriber. Whoever gives up leaves the transaction to its end, which is the server's, or that of its
     * connection: it is written or not, as a whole, and holds its locks until then.
     *
     * @return fails with a {@link io.smallrye.mutiny.TimeoutException} that says nothing of what is written
     */
    public static <T> Uni<T> within(Duration patience, Supplier<Uni<T>> work) {
        return Uni.createFrom()
                .<T>deferred(() -> work.get().memoize().indefinitely()) // which no subscriber's cancellation passes
                .ifNoItem()
                .after(patience)
                .fail();
    }

    /** As {@link #within}, for each subscriber in a {@link FreshContext} on the event loop of this one. */
    public static <T> Uni<T> beside(Context context, Duration patience, Supplier<Uni<? extends T>> work) {
        return within(
                patience, () -> Uni.createFrom().<T>deferred(work).runSubscriptionOn(FreshContext.beside(context)));
    }
}
