package semel.view;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import semel.intake.IntakeAndViewAlone;

@QuarkusTest
@TestProfile(IntakeAndViewAlone.class)
class InventoryResourceTest {
    @Inject
    AgroalDataSource database;

    @BeforeEach
    void insertStock() throws SQLException {
        deleteStock();
        execute("insert into inventory values ('p-2', 5, 1), ('p-10', 7, 2), ('P-1', 0, 9)");
    }

    @AfterEach
    void deleteStock() throws SQLException {
        execute("delete from inventory");
    }

    @Test
    void theListIsSortedByProduct() {
        assertThat(given().get("/inventory").body().asString())
                .isEqualTo("{\"items\":[{\"productId\":\"P-1\",\"onHand\":0},{\"productId\":\"p-10\",\"onHand\":7},"
                        + "{\"productId\":\"p-2\",\"onHand\":5}],\"next\":null}");
    }

    @Test
    void aProductShowsItsStockOnHand() {
        assertThat(given().get("/inventory/p-10").body().asString()).isEqualTo("{\"productId\":\"p-10\",\"onHand\":7}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"p-3", "%00", "-", "p%2010"})
    void aProductThatWasNeverReceivedIsNotFound(String product) {
        var response = given().urlEncodingEnabled(false).get("/inventory/" + product);
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.contentType()).isEqualTo("application/problem+json");
        assertThat(response.jsonPath().getString("type")).isEqualTo("/problems/not-found");
    }

    private void execute(String sql) throws SQLException {
        try (var connection = database.getConnection()) {
            connection.createStatement().execute(sql);
        }
    }
}
