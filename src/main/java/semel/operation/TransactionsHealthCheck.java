package semel.operation;

import io.smallrye.health.api.HealthGroup;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Reports DOWN while a transaction is open for too long and blocks readers, with its producer and the command that ends it. Orders
 * are still accepted, and no record is lost.
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
