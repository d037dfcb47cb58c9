package semel.view;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import semel.decision.ThrowingPolicy;
import semel.kit.BlockedStatements;
import semel.kit.LogCapture;
import semel.kit.Provokes;
import semel.kit.TestServers;
import semel.kit.Witness;

/** Tests what the client, the operator and the log see of an order for which the policy throws an exception. */
@QuarkusTest
@TestProfile(BlockedStatements.class)
@Provokes("semel.decision.DecisionStore")
class FailedOrdersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    TestServers servers;

    private final String product = "moody-" + UUID.randomUUID();
    private LogCapture logged;
    private Witness witness;

    @BeforeEach
    void receiveStock() {
        logged = LogCapture.of("semel.decision.DecisionStore");
        witness = servers.witness();
        witness.receive(product, 5);
        await().atMost(PATIENCE).until(() -> witness.behind() == 0);
    }

    @AfterEach
    void close() {
        logged.close();
        ThrowingPolicy.fix(false);
        witness.close();
    }

    @Test
    void aFailedOrderHasAReasonAndADeadLetterThatCanBeRedriven() {
        // When
        var id = postOrder();
        // Then
        var failed = awaitStatus(id, "FAILED");
        assertThat(failed.getString("reason")).isEqualTo("POLICY_FAILED");
        assertThat(failed.getString("decidedAt")).isNotNull();
        assertThat(failed.getString("appliedAt")).isNull();
        await().atMost(PATIENCE).until(() -> !letter("subject", id).isEmpty());
        var letter = letter("subject", id);
        assertThat(letter)
                .containsEntry("reason", "policy-failed")
                .containsEntry("detail", UnsupportedOperationException.class.getName())
                .containsEntry("decidedAt", failed.getString("decidedAt"))
                .containsEntry("copy", null)
                .containsEntry("redrive", "/dead-letters/" + letter.get("coordinates") + "/redrive");
        assertThat(logged.atLeast(Level.WARNING).stream()
                        .filter(record -> LogCapture.text(record).contains(" id=" + id + " ")))
                .singleElement()
                .satisfies(record -> {
                    assertThat(record.getLevel().intValue()).isEqualTo(Level.WARNING.intValue());
                    assertThat(record.getThrown()).hasMessage("not in the mood");
                    assertThat(LogCapture.text(record)).contains("POST " + letter.get("redrive"));
                });

        // When
        ThrowingPolicy.fix(true);
        var redriven = given().post((String) letter.get("redrive"));
        // Then
        assertThat(redriven.statusCode()).isEqualTo(202);
        awaitStatus(id, "FULFILLED");
        assertThat(letter("coordinates", (String) letter.get("coordinates")))
                .containsEntry("detail", UnsupportedOperationException.class.getName())
                .containsEntry("copy", redriven.jsonPath().getString("copy"))
                .containsEntry("redrive", null);
    }

    private String postOrder() {
        var answer = given().contentType("application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .body("{\"customerId\":\"c-1\",\"currency\":\"EUR\",\"lines\":[{\"productId\":\"" + product
                        + "\",\"quantity\":1,\"unitPrice\":1}]}")
                .post("/orders");
        assertThat(answer.statusCode()).isEqualTo(202);
        return answer.jsonPath().getString("orderId");
    }

    private static JsonPath awaitStatus(String id, String status) {
        return await().atMost(PATIENCE)
                .until(
                        () -> given().get("/orders/" + id).jsonPath(),
                        order -> status.equals(order.getString("status")));
    }

    /** @return the newest dead letter whose member has this value, empty if there is none */
    private static Map<String, Object> letter(String member, String value) {
        List<Map<String, Object>> letters =
                given().get("/dead-letters?limit=200").jsonPath().getList("items");
        return letters.stream()
                .filter(letter -> value.equals(letter.get(member)))
                .findFirst()
                .orElse(Map.of());
    }
}
