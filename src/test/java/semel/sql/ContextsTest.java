package semel.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.context.SmallRyeContextManagerProvider;
import org.junit.jupiter.api.Test;
import semel.intake.IntakeAndViewAlone;

/** Tests that no step of a Uni captures a context: an extension that is added could bring one, and each step would capture it. */
@QuarkusTest
@TestProfile(IntakeAndViewAlone.class)
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
