package semel.view;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.f4b6a3.uuid.UuidCreator;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.config.DecoderConfig;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import semel.intake.IntakeAndViewAlone;
import semel.kafka.TopicsAtStart;
import semel.kafka.TopicsConfig;

/** Tests the lists and their pages with five orders of two customers, a product with five movements, and three other products. */
@QuarkusTest
@TestProfile(IntakeAndViewAlone.class)
class ListsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CUSTOMER = "c-42";
    private static final String OTHER_CUSTOMER = "c-4";

    @Inject
    ViewTables table;

    @Inject
    TopicsConfig topics;

    @Inject
    TopicsAtStart topicsAtStart;

    private final List<UUID> orders =
            Stream.generate(UuidCreator::getTimeOrderedEpoch).limit(5).toList();

    private String topic;
    private UUID topicId;

    @BeforeEach
    void insertRows() {
        topic = topics.ordersIn();
        topicId = topicsAtStart.idOf(topic);
        table.execute(
                "truncate customer_order, notification, inventory, inventory_movement, dead_letter, progress, decision");
        table.execute("insert into progress values ('" + topicId + "', 0, '" + topic + "', 5, 4)");
        for (int i = 0; i < orders.size(); i++) {
            var customer = i % 2 == 0 ? CUSTOMER : OTHER_CUSTOMER;
            table.apply(orders.get(i), customer);
            table.execute("insert into dead_letter values ('" + topicId + "', 0, " + i + ", 'policy-failed');"
                    + "insert into decision values ('" + orders.get(i) + "', '" + topicId + "', 0, " + i
                    + ", 'FAILED', 'java.lang.Error', '', '2026-01-01T12:00:0" + i + "Z')");
            table.execute("insert into notification values ('" + orders.get(i) + "', '" + customer
                    + "', 'FULFILLED', '2026-01-01T12:00:0" + i + "Z')");
            table.execute("insert into inventory_movement values ('" + orders.get(i) + "', 0, 'p-1', " + (i + 1)
                    + ", -2, " + (98 - 2 * i) + ", '2026-01-01T12:00:0" + i + "Z')");
        }
        table.execute("insert into inventory values ('p-1', 90, 5), ('p-2', 1, 1), ('p-10', 2, 1), ('P-1', 3, 1)");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 200})
    void eachItemIsOnOnePageInTheOrderOfItsList(int limit) {
        assertThat(fromAllPages("/orders?limit=" + limit, "orderId")).isEqualTo(newest(4, 3, 2, 1, 0));
        assertThat(fromAllPages("/orders?customer=c-42&limit=" + limit, "orderId"))
                .isEqualTo(newest(4, 2, 0));
        assertThat(fromAllPages("/notifications?limit=" + limit, "orderId")).isEqualTo(newest(4, 3, 2, 1, 0));
        assertThat(fromAllPages("/notifications?customer=c-4&limit=" + limit, "orderId"))
                .isEqualTo(newest(3, 1));
        assertThat(fromAllPages("/inventory/p-1/movements?limit=" + limit, "subject"))
                .isEqualTo(newest(4, 3, 2, 1, 0));
        assertThat(fromAllPages("/dead-letters?limit=" + limit, "subject")).isEqualTo(newest(3, 2, 1, 0));
        assertThat(fromAllPages("/inventory?limit=" + limit, "productId")).containsExactly("P-1", "p-1", "p-10", "p-2");
    }

    @Test
    void anOrderAppliedBetweenTwoPagesShiftsNoOther() {
        // Given
        var first = given().get("/orders?limit=2").jsonPath();
        // When
        table.apply(UuidCreator.getTimeOrderedEpoch(), CUSTOMER);
        // Then
        var second = given().get("/orders?limit=2&cursor=" + first.getString("next"));
        assertThat(second.jsonPath().getList("items.orderId", String.class)).isEqualTo(newest(2, 1));
    }

    @Test
    void anOrderInTheListEqualsTheOrderAtItsAddress() {
        var listed = given().get("/orders?limit=1").body().asString();
        var alone = given().get("/orders/" + orders.get(4)).body().asString();
        assertThat(listed).startsWith("{\"items\":[" + alone + "],\"next\":\"");
    }

    @Test
    void anOrderThatIsNotAppliedIsNotListed() {
        // Given: retried with the same key, because the first request may take too long on a busy machine
        var posted = await().atMost(PATIENCE).until(this::post, answer -> answer.statusCode() == 202);
        // Then
        assertThat(fromAllPages("/orders", "orderId"))
                .doesNotContain(posted.jsonPath().getString("orderId"))
                .hasSize(5);
    }

    private Response post() {
        return given().contentType("application/json")
                .header("Idempotency-Key", orders.get(0).toString())
                .body(
                        "{\"customerId\":\"c-42\",\"currency\":\"EUR\",\"lines\":[{\"productId\":\"p-1\",\"quantity\":1,\"unitPrice\":1}]}")
                .post("/orders");
    }

    @Test
    void theIdOfANotificationIsTheIdOfItsEvent() {
        assertThat(given().get("/notifications?limit=1&customer=c-42").body().asString())
                .startsWith("{\"items\":[{\"notificationId\":\"" + orders.get(4) + "/notification/0\",\"orderId\":\""
                        + orders.get(4)
                        + "\",\"kind\":\"FULFILLED\",\"createdAt\":\"2026-01-01T12:00:04Z\"}],\"next\":\"");
    }

    @Test
    void aMovementShowsTheBalanceAfterIt() {
        assertThat(given().get("/inventory/p-1/movements?limit=1").body().asString())
                .startsWith("{\"items\":[{\"number\":5,\"change\":-2,\"balance\":90,\"subject\":\"" + orders.get(4)
                        + "\",\"decidedAt\":\"2026-01-01T12:00:04Z\"}],\"next\":\"");
        assertThat(given().get("/inventory/p-2/movements").body().asString()).isEqualTo("{\"items\":[],\"next\":null}");
    }

    @Test
    void aDuplicateNumberHidesNoMovementAtTheEndOfAPage() {
        // Given
        table.execute("update inventory_movement set number = 3");
        table.execute("insert into inventory_movement select subject, 1, product_id, 3, change, balance, decided_at"
                + " from inventory_movement");
        // Then
        assertThat(fromAllPages("/inventory/p-1/movements?limit=1", "subject"))
                .isEqualTo(newest(4, 4, 3, 3, 2, 2, 1, 1, 0, 0));
    }

    @Test
    void aDeadLetterShowsItsReasonAndTheAddressToRedriveIt() {
        assertThat(given().get("/dead-letters?limit=1").body().asString())
                .startsWith("{\"items\":[{\"coordinates\":\"" + at(3)
                        + "\",\"reason\":\"policy-failed\",\"detail\":\"java.lang.Error\","
                        + "\"subject\":\"" + orders.get(3)
                        + "\",\"decidedAt\":\"2026-01-01T12:00:03Z\",\"copy\":null,"
                        + "\"redrive\":\"" + redrive(3) + "\"}],\"next\":\"");
    }

    @Test
    void aDeadLetterThatCannotBeRedrivenHasNoAddressToRedriveIt() {
        // Given
        table.execute("update dead_letter set reason = 'not-as-accepted' where record_offset = 3");
        table.execute("insert into redrive values ('" + topicId + "', 0, 2, now(), now(), 4)");
        // Then
        assertThat(fromAllPages("/dead-letters", "redrive")).containsExactly(null, null, redrive(1), redrive(0));
        assertThat(fromAllPages("/dead-letters", "copy")).containsExactly(null, at(4), null, null);
    }

    /** Today's topic of this name has another record at the same coordinates. */
    @Test
    void aDeadLetterOfAFormerTopicHasNoAddressToRedriveIt() {
        // Given
        var former = "set topic_id = '" + UUID.randomUUID() + "'";
        table.execute("update progress " + former + "; update dead_letter " + former + "; update decision " + former);
        // Then
        assertThat(fromAllPages("/dead-letters", "coordinates")).containsExactly(at(3), at(2), at(1), at(0));
        assertThat(fromAllPages("/dead-letters", "redrive")).containsExactly(null, null, null, null);
    }

    private String at(int offset) {
        return topic + ":0:" + offset;
    }

    private String redrive(int offset) {
        return "/dead-letters/" + at(offset) + "/redrive";
    }

    @Test
    void deadLettersOfOneTransactionAreListedByTheirCoordinates() {
        // Given
        table.execute("update dead_letter set written_in = pg_current_xact_id()");
        // Then
        assertThat(fromAllPages("/dead-letters?limit=1", "coordinates")).containsExactly(at(3), at(2), at(1), at(0));
    }

    @Test
    void aCustomerWithoutOrdersGetsAnEmptyList() {
        assertThat(given().get("/orders?customer=c-5").body().asString()).isEqualTo("{\"items\":[],\"next\":null}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/inventory/p-3/movements", "/inventory/%00/movements", "/inventory/p-3/movements/1"})
    void theMovementsOfAnUnknownProductAreNotFound(String path) {
        var response = given().urlEncodingEnabled(false).get(path);
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.jsonPath().getString("type")).isEqualTo("/problems/not-found");
    }

    @ParameterizedTest
    @MethodSource
    void aBadParameterIsRefusedAndNamed(String path, String parameter) {
        var response = given().urlEncodingEnabled(false).get(path);
        assertInvalid(response, parameter);
    }

    static Stream<Arguments> aBadParameterIsRefusedAndNamed() {
        var lists = List.of("/orders", "/notifications", "/inventory", "/inventory/p-1/movements", "/dead-letters");
        return Stream.of(
                        bad(lists, "limit", "0", "201", "", "ten", "1&limit=2", "-1", "%2B5", "05", "%D9%A1", "1000"),
                        bad(lists, "cursor", "", "%00", "e30="),
                        bad(lists.subList(0, 2), "customer", "", "%00", "c%2042"))
                .flatMap(each -> each);
    }

    private static Stream<Arguments> bad(List<String> lists, String parameter, String... values) {
        return lists.stream()
                .flatMap(list ->
                        Stream.of(values).map(value -> Arguments.of(list + "?" + parameter + "=" + value, parameter)));
    }

    @Test
    void allBadParametersAreReportedTogether() {
        assertInvalid(given().get("/orders?limit=0&cursor=x&customer=!"), "customer", "limit", "cursor");
    }

    @Test
    void aCursorIsAcceptedByItsOwnListOnly() {
        // Given
        var mine = given().get("/orders?customer=c-42&limit=1").jsonPath().getString("next");
        var product = given().get("/inventory/p-1/movements?limit=1").jsonPath().getString("next");
        // Then
        assertThat(given().get("/orders?customer=c-42&cursor=" + mine).statusCode())
                .isEqualTo(200);
        assertInvalid(given().get("/orders?cursor=" + mine), "cursor");
        assertInvalid(given().get("/orders?customer=c-4&cursor=" + mine), "cursor");
        assertInvalid(given().get("/notifications?customer=c-42&cursor=" + mine), "cursor");
        assertInvalid(given().get("/inventory/p-2/movements?cursor=" + product), "cursor");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "1-1-1-1-1",
                "",
                "7:x:1",
                "0:00000000-0000-0000-0000-000000000000:1",
                "-7:00000000-0000-0000-0000-000000000000:1",
                "+7:00000000-0000-0000-0000-000000000000:1",
                "7:00000000-0000-0000-0000-000000000000:-1",
                "7:00000000-0000-0000-0000-000000000000:01",
                "\u0667:00000000-0000-0000-0000-000000000000:1",
                "7:00000000-0000-0000-0000-000000000000:0:-1",
                "-7:00000000-0000-0000-0000-000000000000:0:1",
                "7:00000000-0000-0000-0000-000000000000:01:1"
            })
    void aCursorWithAForgedKeyIsRefused(String key) {
        assertInvalid(given().get("/orders?cursor=" + new Cursor("orders", "", key).token()), "cursor");
        assertInvalid(
                given().get("/inventory/p-1/movements?cursor=" + new Cursor("movements", "p-1", key).token()),
                "cursor");
        assertInvalid(given().get("/dead-letters?cursor=" + new Cursor("dead-letters", "", key).token()), "cursor");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/orders",
                "/notifications",
                "/inventory",
                "/inventory/p-1",
                "/inventory/p-1/movements",
                "/dead-letters"
            })
    void aHeadRequestIsAnsweredLikeGetWithoutABody(String path) {
        var head = given().head(path);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.contentType()).startsWith("application/json");
        assertThat(head.body().asByteArray()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/notifications", "/inventory", "/inventory/p-1", "/inventory/p-1/movements", "/dead-letters"})
    void anOptionsRequestListsTheMethods(String path) {
        assertThat(allowed(path)).containsExactlyInAnyOrder("GET", "HEAD", "OPTIONS");
    }

    @Test
    void ordersCanAlsoBePosted() {
        assertThat(allowed("/orders")).containsExactlyInAnyOrder("GET", "HEAD", "OPTIONS", "POST");
        assertThat(allowed("/orders/1")).contains("GET", "HEAD", "OPTIONS");
    }

    @Test
    void aListIsCompressedOnRequest() {
        var plain = given().config(RestAssured.config().decoderConfig(new DecoderConfig().noContentDecoders()))
                .get("/orders");
        assertThat(plain.header("Content-Encoding")).isIn(null, "identity");
        var compressed = given().header("Accept-Encoding", "gzip").get("/orders");
        assertThat(compressed.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(compressed.body().asString()).isEqualTo(plain.body().asString());
    }

    private static List<String> allowed(String path) {
        var options = given().options(path);
        assertThat(options.statusCode()).isIn(200, 204);
        return List.of(options.header("Allow").split(", *"));
    }

    /** Reads all pages. @return one member of each item */
    private static List<String> fromAllPages(String path, String member) {
        var values = new ArrayList<String>();
        for (var page = given().get(path).jsonPath(); ; ) {
            values.addAll(page.getList("items." + member, String.class));
            var next = page.getString("next");
            if (next == null) {
                return values;
            }
            page = given().get(path + (path.contains("?") ? "&" : "?") + "cursor=" + next)
                    .jsonPath();
        }
    }

    private List<String> newest(int... indexes) {
        return IntStream.of(indexes)
                .mapToObj(index -> orders.get(index).toString())
                .toList();
    }

    private static void assertInvalid(Response response, String... parameters) {
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.contentType()).isEqualTo("application/problem+json");
        assertThat(response.jsonPath().getString("type")).isEqualTo("/problems/invalid-parameter");
        assertThat(response.jsonPath().getList("errors.parameter", String.class))
                .contains(parameters);
        assertThat(response.jsonPath().getList("errors.detail", String.class)).doesNotContainNull();
    }
}
