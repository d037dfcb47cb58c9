package semel.view;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import semel.intake.Alone;

@QuarkusTest
@TestProfile(Alone.class)
class OperationTest {
    @ParameterizedTest
    @ValueSource(strings = {"/q/health/live", "/q/health/ready", "/q/health/started"})
    void itIsUp(String check) {
        var response = given().get(check);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.jsonPath().getString("status")).isEqualTo("UP");
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

    @Test
    void theContractSaysWhatABodyIs() {
        // When
        var contract =
                given().accept("application/json").get("/q/openapi?format=json").jsonPath();
        // Then
        assertThat(contract.getString("info.title")).isEqualTo("Semel");
        assertThat(contract.getString("info.license.name")).isEqualTo("Apache-2.0");
        assertThat(contract.getMap("paths").keySet())
                .map(Object::toString)
                .contains(
                        "/orders",
                        "/orders/batch",
                        "/orders/{orderId}",
                        "/notifications",
                        "/inventory/{productId}/movements",
                        "/inventory",
                        "/inventory/{productId}",
                        "/inventory/{productId}/receipts",
                        "/problems/{name}",
                        "/dead-letters/{coordinates}/redrive");
        assertThat(contract.getString("paths.'/orders'.post.requestBody.content.'application/json'.schema.$ref"))
                .isEqualTo("#/components/schemas/OrderRequest");
        assertThat(
                        contract.getString(
                                "paths.'/inventory/{productId}/receipts'.post.requestBody.content.'application/json'.schema.$ref"))
                .isEqualTo("#/components/schemas/ReceiptRequest");
        assertThat(contract.getMap("paths.'/orders'.post.responses").keySet())
                .map(Object::toString)
                .containsExactlyInAnyOrder("202", "400", "401", "403", "413", "415", "422", "503");
        assertThat(contract.getString("paths.'/orders'.get.responses.'200'.content.'application/json'.schema.$ref"))
                .isEqualTo("#/components/schemas/PageOrderView");
        assertThat(contract.getString("components.schemas.PageOrderView.properties.items.items.$ref"))
                .isEqualTo("#/components/schemas/OrderView");
    }
}
