package semel.operation;

import io.smallrye.health.api.HealthGroup;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * DOWN while a transaction that somebody left open keeps readers from reading on, with its producer and the command that ends it.
 * Orders are accepted all the same, and none of what stands behind it is lost.
 */
@HealthGroup("pipeline")
@ApplicationScoped
class TransactionsHealthCheck implements HealthCheck {
    private final TransactionsWatch transactions;

    TransactionsHealthCheck(TransactionsWatch transactions) {
        this.transactions = transactions;
    }

    @Override
    public HealthCheckResponse call() {
        var open = transactions.tooLongOpen();
        var response = HealthCheckResponse.named("transactions").status(open.isEmpty());
        open.forEach(response::withData);
        return response.build();
    }
}
