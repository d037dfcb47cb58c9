package semel.sql;

import io.vertx.core.Vertx;
import java.util.concurrent.Executor;

/** Returns to the caller's Vert.x context: clients answer on their own threads, where Hibernate Reactive has no session. */
public final class CallersContext {
    private CallersContext() {}

    /** @return runs each task on the Vert.x context that this is called on */
    public static Executor here() {
        var context = Vertx.currentContext();
        return task -> context.runOnContext(ignored -> task.run());
    }
}
