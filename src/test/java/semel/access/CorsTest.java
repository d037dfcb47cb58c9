package semel.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;
import semel.kit.OptionalFeatures;

/** Tests requests of pages from an allowed origin. */
@QuarkusTest
@TestProfile(OptionalFeatures.class)
class CorsTest {
    @Test
    void aPageMayReadTheHeadersThatClientsNeed() {
        for (var answer : new Response[] {
            page().get("/inventory"), page().put("/orders"), page().get("/orders/1"), page().get("/orders?limit=x")
        }) {
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(OptionalFeatures.SHOP);
            assertThat(answer.header("Access-Control-Expose-Headers").split(","))
                    .contains("Location", "Retry-After", "Idempotent-Replayed", "ETag", "WWW-Authenticate", "Allow");
            assertThat(answer.header("Vary")).isEqualTo("Accept, Accept-Encoding, Origin");
        }
    }

    @Test
    void aPreflightIsAnswered() {
        var answer = page().header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "idempotency-key,content-type")
                .options("/orders");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Methods")).contains("POST");
        assertThat(answer.header("Access-Control-Allow-Headers")).contains("idempotency-key");
        assertThat(answer.header("Vary")).contains("Origin");
    }

    private static RequestSpecification page() {
        return given().header("Origin", OptionalFeatures.SHOP)
                .header("Authorization", "Bearer " + Tokens.of("ann", Roles.ORDER_READER));
    }
}
