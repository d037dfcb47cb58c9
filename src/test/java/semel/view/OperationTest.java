package semel.view;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import semel.intake.IntakeAndViewAlone;

@QuarkusTest
@TestProfile(IntakeAndViewAlone.class)
class OperationTest {
    @ParameterizedTest
    @ValueSource(strings = {"/q/health/live", "/q/health/ready", "/q/health/started"})
    void eachHealthCheckIsUp(String check) {
        var response = given().get(check);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.jsonPath().getString("status")).isEqualTo("UP");
    }

    @Test
    void theStartPageIsServedAndItsLinksWork() {
        var page = given().get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.contentType()).startsWith("text/html");
        // Without the two hidden links: they work in dev mode only.
        var links =
                page.htmlPath().getList("**.findAll { it.name() == 'li' && it.@hidden == '' }.a.@href", String.class);
        assertThat(links).contains("audit", "orders", "asyncapi", "q/health");
        assertThat(links)
                .filteredOn(link -> !link.equals("audit"))
                .allSatisfy(link ->
                        assertThat(given().get(link).statusCode()).as(link).isEqualTo(200));
    }

    @Test
    void theMetricsCountRequests() {
        // Given
        given().get("/inventory");
        // Then
        assertThat(given().get("/q/metrics").body().asString())
                .contains(
                        "http_server_requests_seconds_count{method=\"GET\",outcome=\"SUCCESS\",status=\"200\",uri=\"/inventory\"}");
    }
}
