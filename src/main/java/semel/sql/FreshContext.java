package semel.sql;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import java.util.concurrent.Executor;

/**
 * Creates a Vert.x context for new database work. Hibernate Reactive keeps its session in the context: another thread has none, and
 * after an attempt that timed out the next one would get its session, with a completed transaction and a dead connection.
 */
public final class FreshContext {
    private FreshContext() {}

    /** @return runs every task in one new context, on the event loop of {@code context} */
    public static Executor beside(Context context) {
        var own = VertxContext.createNewDuplicatedContext(context);
        VertxContextSafetyToggle.setContextSafe(own, true);
        return task -> own.runOnContext(ignored -> task.run());
    }
}
