package semel.decision;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import semel.order.OrderPolicy;
import semel.order.ReserveAllOrNothing;

/** The policy that holds where the application brings none of its own. */
class Policies {
    @Produces
    @DefaultBean
    @ApplicationScoped
    OrderPolicy reserveAllOrNothing() {
        return new ReserveAllOrNothing();
    }
}
