package semel.sql;

import io.vertx.core.Vertx;
import java.util.concurrent.Executor;

/** Where work goes on that began here: clients answer on threads of their own, where Hibernate Reactive has no session. */
public final class CallersContext {
    private CallersContext() {}

    /** @return runs each task on the Vert.x context that this is called on */
    public static Executor here() {
        var context = Vertx.currentContext();
        return task -> context.runOnContext(ignored -> task.run());
    }
}
