package semel.decision;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import semel.order.OrderPolicy;
import semel.order.ReserveAllOrNothing;

/** Provides the default policy. A policy bean of the application replaces it. */
class Policies {
    @Produces
    @DefaultBean
    @ApplicationScoped
    OrderPolicy reserveAllOrNothing() {
        return new ReserveAllOrNothing();
    }
}
