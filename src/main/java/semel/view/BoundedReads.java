package semel.view;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;
import semel.sql.Attempt;

/** Runs the queries of one request in their own session, and bounds the client's wait by {@code semel.view.answer}. */
@ApplicationScoped
class BoundedReads {
    private final ViewConfig settings;

    BoundedReads(ViewConfig settings) {
        this.settings = settings;
    }

    /** @return fails with a {@link io.smallrye.mutiny.TimeoutException}; the queries are not cancelled */
    <T> Uni<T> of(Supplier<Uni<T>> questions) {
        return Attempt.within(settings.answer(), () -> Panache.withSession(questions));
    }
}
