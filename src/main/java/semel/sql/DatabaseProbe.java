package semel.sql;

import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/** Asks a session of the pool whether the database answers and can be written. */
@ApplicationScoped
public class DatabaseProbe {
    private final Pool pool;
    private final SqlConfig settings;
    private final SessionGuarantees guarantees;

    DatabaseProbe(Pool pool, SqlConfig settings, SessionGuarantees guarantees) {
        this.pool = pool;
        this.settings = settings;
        this.guarantees = guarantees;
    }

    /** @return as soon as the database answers; fails after {@code semel.sql.answer} */
    public Uni<Void> answers() {
        return found().replaceWithVoid();
    }

    /** @return the violated guarantees of the session that answered; fails after {@code semel.sql.answer} */
    Uni<List<String>> violations() {
        return found().map(guarantees::violations);
    }

    private Uni<Map<String, String>> found() {
        return Attempt.within(
                settings.answer(),
                () -> Uni.createFrom()
                        .completionStage(() ->
                                pool.query(SessionGuarantees.READ).execute().toCompletionStage())
                        .map(Sessions::settings));
    }
}
