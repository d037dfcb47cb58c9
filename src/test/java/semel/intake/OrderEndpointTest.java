package semel.intake;

import static io.restassured.RestAssured.given;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OrderEndpointTest {
    @Test
    void probe() {
        var r = given().contentType("application/json")
                .header("Idempotency-Key", "\"k\"")
                .body(
                        "{\"customerId\":\"c-42\",\"currency\":\"EUR\",\"lines\":[{\"productId\":\"p-1\",\"quantity\":2,\"unitPrice\":1250}]}")
                .post("/orders");
        System.out.println(r.headers() + "\n" + r.body().asString());
        r = given().contentType("application/json")
                .header("Idempotency-Key", "k")
                .body(
                        "{\"customerId\":\"c-42\",\"currency\":\"EUR\",\"lines\":[{\"productId\":\"p-1\",\"quantity\":2,\"unitPrice\":1250}]}")
                .post("/orders");
        System.out.println(r.headers() + "\n" + r.body().asString());
        for (var p : new String[] {
            r.header("Location"),
            "/orders/1",
            "/inventory",
            "/inventory/p-1",
            "/inventory/%00",
            "/nothing",
            "/q/health",
            "/q/openapi"
        }) {
            var g = given().get(p);
            System.out.println(
                    p + " " + g.statusLine() + g.headers() + "\n" + g.body().asString());
        }
        r = given().contentType("application/json").body("{\"x\":1}").post("/orders");
        System.out.println(r.statusLine() + r.headers() + "\n" + r.body().asString());
        r = given().contentType("text/plain").body("{\"x\":1}").post("/orders");
        System.out.println(r.statusLine() + r.headers() + "\n" + r.body().asString());
        r = given().contentType("text/plain").body("{\"x\":1}").delete("/orders");
        System.out.println(r.statusLine() + r.headers() + "\n" + r.body().asString());
    }
}
