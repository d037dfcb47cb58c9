package semel.view;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import semel.intake.IntakeAndViewAlone;
import semel.kafka.TopicsConfig;

@QuarkusTest
@TestProfile(IntakeAndViewAlone.class)
class AsyncApiResourceTest {
    @Inject
    TopicsConfig topics;

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "application/yaml", "text/html, */*;q=0.8"})
    void theDocumentIsYamlByDefault(String accept) {
        var document = given().accept(accept).get("/asyncapi");
        assertThat(document.statusCode()).isEqualTo(200);
        assertThat(document.contentType()).startsWith("application/yaml");
        assertThat(document.body().asString()).contains("asyncapi: 3.0.0\n", "address: \"" + topics.orders() + "\"");
    }

    @Test
    void theDocumentIsJsonOnRequest() {
        var document = given().accept("application/json").get("/asyncapi");
        assertThat(document.contentType()).startsWith("application/json");
        assertThat(document.jsonPath().getString("channels.orders.address")).isEqualTo(topics.orders());
    }

    @Test
    void theSchemasAreServedAtTheAddressesInTheDocument() {
        var document = given().accept("application/json").get("/asyncapi").jsonPath();
        var messages = document.getMap("components.messages").keySet();
        assertThat(messages).hasSize(6);
        for (var message : messages) {
            var payload = document.getString("components.messages." + message + ".payload.$ref");
            var address =
                    payload == null ? document.getString("components.messages." + message + ".headers.$ref") : payload;
            var schema = given().get("/" + address);
            assertThat(schema.statusCode()).as(address).isEqualTo(200);
            assertThat(schema.contentType()).startsWith("application/json");
            assertThat(schema.jsonPath().getString("type")).isEqualTo("object");
        }
    }

    @Test
    void anUnknownSchemaIsNotFound() {
        assertThat(given().get("/schemas/semel.order.decided.v2.json").statusCode())
                .isEqualTo(404);
    }
}
