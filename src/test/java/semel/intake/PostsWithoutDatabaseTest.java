package semel.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static semel.intake.SampleRequests.ORDER;
import static semel.intake.SampleRequests.PROBLEM;
import static semel.intake.SampleRequests.batch;
import static semel.intake.SampleRequests.newKey;
import static semel.intake.SampleRequests.post;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import semel.kit.Provokes;
import semel.sandbox.SandboxResource;

@QuarkusTest
@TestProfile(IntakeAndViewAlone.class)
@Provokes("semel.kafka.Outage")
class PostsWithoutDatabaseTest {
    @Inject
    InputTopics topics;

    @Test
    void withoutTheDatabaseNothingIsSent() {
        // Given
        var order = ORDER.replace("c-42", "c-database-away");
        var key = newKey();
        var database = SandboxResource.database();
        Response frozen;
        CompletableFuture<Response> frozenBatch;
        database.freeze();
        try {
            // When
            frozenBatch = CompletableFuture.supplyAsync(() -> batch(key, order, order));
            frozen = post(key, order);
            frozenBatch.join();
        } finally {
            database.thaw();
        }
        // Then
        assertThat(frozen.statusCode()).isEqualTo(503);
        assertThat(frozen.contentType()).isEqualTo(PROBLEM);
        assertThat(frozen.header("Retry-After")).isEqualTo("1");
        assertThat(frozen.jsonPath().getString("orderId")).isNull();
        assertThat(frozenBatch.join().statusCode()).isEqualTo(200);
        assertThat(frozenBatch.join().jsonPath().getList("results.problem.type"))
                .containsExactly("/problems/not-acknowledged", "/problems/not-acknowledged");
        assertThat(frozenBatch.join().jsonPath().getList("results.problem.orderId"))
                .containsOnlyNulls();
        assertThat(topics.ordersOf("c-database-away")).isEmpty();
        // When
        var retry = post(key, order);
        // Then
        assertThat(retry.statusCode()).isEqualTo(202);
        assertThat(topics.ordersOf("c-database-away")).hasSize(1);
    }
}
