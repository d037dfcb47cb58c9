package semel.view;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;
import semel.sql.Attempt;

/** Reads for one request, in a session of its own; no client waits for longer than {@code semel.view.answer}. */
@ApplicationScoped
class BoundedReads {
    private final ViewConfig settings;

    BoundedReads(ViewConfig settings) {
        this.settings = settings;
    }

    /** @return fails with a {@link io.smallrye.mutiny.TimeoutException}; what was asked goes on to its end */
    <T> Uni<T> of(Supplier<Uni<T>> questions) {
        return Attempt.within(settings.answer(), () -> Panache.withSession(questions));
    }
}
