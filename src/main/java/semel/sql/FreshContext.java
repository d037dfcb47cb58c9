package semel.sql;

import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import java.util.concurrent.Executor;

/**
 * Where work with the database starts that does not follow from the work before it. Hibernate Reactive keeps its session in the
 * context: on another thread there is none, and after an attempt that was given up the next one would get that session again,
 * its transaction completed and its connection dead.
 */
public final class FreshContext {
    private FreshContext() {}

    /** @return runs every task in one new context, on the event loop of this one */
    public static Executor beside(Context context) {
        var own = VertxContext.createNewDuplicatedContext(context);
        VertxContextSafetyToggle.setContextSafe(own, true);
        return task -> own.runOnContext(ignored -> task.run());
    }
}
