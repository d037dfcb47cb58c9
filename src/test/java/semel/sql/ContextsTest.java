package semel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.context.SmallRyeContextManagerProvider;
import org.junit.jupiter.api.Test;

/** An extension may bring a context of its own, which each step of each Uni would capture from then on. */
@QuarkusTest
class ContextsTest {
    @Test
    void noStepOfAUniCapturesAContext() {
        var plan = SmallRyeContextManagerProvider.getManager()
                .defaultThreadContext()
                .getPlan();

        assertThat(plan.propagatedProviders).isEmpty();
        assertThat(plan.clearedProviders).isEmpty();
    }
}
