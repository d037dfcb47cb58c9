package semel.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import semel.intake.IntakeAndViewAlone;

/** Tests requests of pages from an allowed origin. */
@QuarkusTest
@TestProfile(CorsTest.Shop.class)
class CorsTest {
    private static final String ORIGIN = "https://shop.example";

    public static final class Shop extends IntakeAndViewAlone {
        @Override
        public Map<String, String> getConfigOverrides() {
            var settings = new HashMap<>(super.getConfigOverrides());
            settings.put("quarkus.http.cors.enabled", "true");
            settings.put("quarkus.http.cors.origins", ORIGIN);
            return settings;
        }
    }

    @Test
    void aPageMayReadTheHeadersThatClientsNeed() {
        for (var answer : new Response[] {
            page().get("/inventory"), page().put("/orders"), page().get("/orders/1"), page().get("/orders?limit=x")
        }) {
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(ORIGIN);
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
        return given().header("Origin", ORIGIN);
    }
}
