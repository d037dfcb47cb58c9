package semel.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static semel.intake.SampleRequests.ORDER;
import static semel.intake.SampleRequests.PROBLEM;
import static semel.intake.SampleRequests.json;
import static semel.intake.SampleRequests.newKey;
import static semel.intake.SampleRequests.post;
import static semel.intake.SampleRequests.posted;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import semel.codec.OrderCodec;
import semel.kit.Provokes;
import semel.sql.FreshContext;

@QuarkusTest
@TestProfile(IntakeAndViewAlone.class)
@Provokes({"semel.kafka.Outage", "org.hibernate.orm.jdbc.error"})
class OrderResourceTest {
    private static final String OTHER_ORDER = ORDER.replace("\"quantity\":2", "\"quantity\":3");

    @Inject
    InputTopics topics;

    @Inject
    ReceivedTableProbe table;

    @Inject
    AcknowledgementMarks marks;

    @Inject
    Vertx vertx;

    @Test
    void anAcceptedOrderIsInOrdersIn() {
        // When
        var response = post(ORDER);
        // Then
        assertThat(response.statusCode()).isEqualTo(202);
        var id = orderId(response);
        assertThat(id.version()).isEqualTo(7);
        assertThat(response.header("Location")).isEqualTo("/orders/" + id);
        assertThat(response.header("Retry-After")).isEqualTo("1");
        assertThat(response.header("Idempotent-Replayed")).isNull();
        assertThat(response.body().asString()).isEqualTo("{\"orderId\":\"" + id + "\",\"status\":\"ACCEPTED\"}");
        assertThat(topics.copiesOf(id)).singleElement().satisfies(record -> {
            var order = IntakeResponses.valid(OrderCodec.decode(record.key(), record.value()));
            assertThat(OrderCodec.canonical(order)).isEqualTo(ORDER.getBytes(UTF_8));
            assertThat(OrderCodec.encode(order)).isEqualTo(record.value());
        });
        assertThat(table.isAcknowledged(id)).isTrue();
    }

    @Test
    void withoutAKeyEachPostIsAnOrder() {
        assertThat(orderId(post(ORDER))).isNotEqualTo(orderId(post(ORDER)));
    }

    @Test
    void aRepeatedKeyReturnsTheSameOrderAndSendsNoSecondRecord() {
        // Given
        var key = newKey();
        var first = post(key, ORDER);
        // When
        var second = post(key, ORDER);
        // Then
        assertThat(second.statusCode()).isEqualTo(202);
        assertThat(second.body().asString()).isEqualTo(first.body().asString());
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(first.header("Idempotent-Replayed")).isNull();
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(table.rowsOf(key)).isEqualTo(1);
        assertThat(topics.copiesOf(orderId(first))).hasSize(1);
    }

    @Test
    void aKeyIsTheSameQuotedAndBare() {
        // Given
        var key = "it's \\ a \"key\" " + newKey();
        var first = post(key, ORDER);
        // When
        var second = post("\"" + key.replace("\\", "\\\\").replace("\"", "\\\"") + "\"", ORDER);
        // Then
        assertThat(orderId(second)).isEqualTo(orderId(first));
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
    }

    @Test
    void theSameOrderInAnotherNotationIsAReplay() {
        // Given
        var key = newKey();
        var first = post(key, ORDER);
        // When
        var second = post(key, """
                { "lines" : [ {"unitPrice":1.25e3 , "quantity":2.0,"productId":"\\u0070-1"} ],
                  "currency": "EUR", "customerId": "c-42" }
                """);
        // Then
        assertThat(orderId(second)).isEqualTo(orderId(first));
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
    }

    @Test
    void anotherOrderUnderTheKeyIsRefusedAndChangesNothing() {
        // Given
        var key = newKey();
        var first = post(key, ORDER);
        // When
        var second = post(key, OTHER_ORDER);
        // Then
        assertProblem(second, 422, "idempotency-key-reused");
        assertThat(orderId(post(key, ORDER))).isEqualTo(orderId(first));
        assertThat(topics.copiesOf(orderId(first))).hasSize(1);
    }

    @Test
    void aRefusedOrderBindsNoKey() {
        // Given
        var key = newKey();
        assertProblem(post(key, "{}"), 400, "invalid-body");
        // When
        var valid = post(key, ORDER);
        // Then
        assertThat(valid.statusCode()).isEqualTo(202);
        assertThat(valid.header("Idempotent-Replayed")).isNull();
    }

    @Test
    void aRowWhoseRecordWasNeverSentIsSentByTheRetry() {
        // Given
        var key = newKey();
        var dead = posted(new IdempotencyKey(key));
        table.insert(dead);
        // When
        var retry = post(key, ORDER);
        // Then
        assertThat(retry.statusCode()).isEqualTo(202);
        assertThat(orderId(retry)).isEqualTo(dead.id());
        assertThat(retry.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(topics.copiesOf(dead.id()))
                .singleElement()
                .satisfies(record -> assertThat(record.value()).isEqualTo(dead.recordValue()));
        assertThat(table.isAcknowledged(dead.id())).isTrue();
    }

    @Test
    void anOrderThatCannotBeMarkedIsSentAgainByTheRetry() {
        // Given
        var key = newKey();
        var first = table.withoutMarks(() -> post(key, ORDER));
        assertProblem(first, 503, "not-acknowledged");
        assertThat(first.header("Retry-After")).isEqualTo("1");
        assertThat(table.isAcknowledged(orderId(first))).isFalse();
        // When
        var second = post(key, ORDER);
        // Then
        assertThat(second.statusCode()).isEqualTo(202);
        assertThat(orderId(second)).isEqualTo(orderId(first));
        assertThat(topics.copiesOf(orderId(first))).hasSize(2);
        assertThat(table.isAcknowledged(orderId(first))).isTrue();
    }

    @Test
    void aFailedMarkIsRetriedBeforeTheAnswer() {
        // Given: a rollback does not reset the sequence, so the third attempt succeeds
        table.execute("""
                create sequence attempts;
                create function not_yet() returns trigger language plpgsql as
                $$ begin if nextval('attempts') < 3 then raise exception 'not yet'; end if; return new; end $$;
                create trigger not_yet before update of acknowledged_at on received for each row execute function not_yet()
                """);
        try {
            // When
            var response = post(ORDER);
            // Then
            assertThat(response.statusCode()).isEqualTo(202);
            assertThat(table.isAcknowledged(orderId(response))).isTrue();
            assertThat(topics.copiesOf(orderId(response))).hasSize(1);
        } finally {
            table.execute("drop function not_yet cascade; drop sequence attempts");
        }
    }

    @Test
    void aMarkIsNeverOverwritten() {
        // Given
        var id = orderId(post(ORDER));
        var first = table.mark(id);
        // When: as another request that read the row before it was marked
        Uni.createFrom()
                .deferred(() -> marks.stand(List.of(id)))
                .runSubscriptionOn(FreshContext.beside(vertx.getOrCreateContext()))
                .await()
                .atMost(Duration.ofSeconds(30));
        // Then
        assertThat(table.mark(id)).isEqualTo(first);
    }

    @Test
    void twentyConcurrentPostsWithOneKeyAreOneOrder() throws Exception {
        // Given
        var key = newKey();
        // When
        var responses = atOnce(20, () -> post(key, ORDER));
        // Then
        assertThat(responses).extracting(Response::statusCode).containsOnly(202);
        assertThat(responses.stream().map(OrderResourceTest::orderId).collect(Collectors.toSet()))
                .hasSize(1);
        assertThat(responses.stream().filter(response -> response.header("Idempotent-Replayed") == null))
                .hasSize(1);
        assertThat(table.rowsOf(key)).isEqualTo(1);
        assertThat(topics.copiesOf(orderId(responses.get(0)))).hasSizeBetween(1, 20);
    }

    @Test
    void ofTwoOrdersPostedConcurrentlyWithOneKeyOneIsAccepted() throws Exception {
        // Given
        var key = newKey();
        var turn = new java.util.concurrent.atomic.AtomicInteger();
        // When
        var responses = atOnce(20, () -> post(key, turn.getAndIncrement() % 2 == 0 ? ORDER : OTHER_ORDER));
        // Then
        assertThat(responses).extracting(Response::statusCode).containsOnly(202, 422);
        assertThat(responses.stream().filter(response -> response.statusCode() == 202))
                .hasSize(10);
        assertThat(table.rowsOf(key)).isEqualTo(1);
    }

    private static List<Response> atOnce(int n, Callable<Response> request) throws Exception {
        var clients = Executors.newFixedThreadPool(n);
        try {
            var responses = new ArrayList<Response>();
            for (Future<Response> response : clients.invokeAll(
                    IntStream.range(0, n).mapToObj(i -> request).toList())) {
                responses.add(response.get());
            }
            return responses;
        } finally {
            clients.shutdown();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"k", "!", "\"k\"", "\"\\\"\"", "\"a \\\\ b\"", "a\"b", "a;b=c, d"})
    void aKeyIsOneTo255PrintableCharacters(String key) {
        assertThat(post(key, ORDER).statusCode()).isEqualTo(202);
    }

    @Test
    void aKeyHasAtMost255CharactersAfterUnquoting() {
        var longest = "x".repeat(255);
        assertThat(post(longest, ORDER).statusCode()).isEqualTo(202);
        assertThat(post("\"" + longest + "\"", ORDER).header("Idempotent-Replayed"))
                .isEqualTo("true");
        assertThat(post("\"" + "\\\"".repeat(255) + "\"", ORDER).statusCode()).isEqualTo(202);
    }

    @ParameterizedTest
    @MethodSource
    void anInvalidKeyIsRefusedAndLeavesNoRow(String key) {
        // Given
        var before = table.rows();
        // Then
        assertProblem(post(key, ORDER), 400, "idempotency-key-invalid");
        assertThat(table.rows()).isEqualTo(before);
    }

    static List<String> anInvalidKeyIsRefusedAndLeavesNoRow() {
        return List.of(
                "",
                "\"\"",
                "\"",
                "\"k",
                "\"k\"k",
                "\"k\";a=1",
                "\"a\\b\"",
                "\"a\"b\"",
                "x".repeat(256),
                "\"" + "x".repeat(256) + "\"",
                "\"" + "\\\"".repeat(4000) + "\"",
                "schlüssel",
                "k\tk");
    }

    @Test
    void twoKeysAreRefused() {
        var response =
                json().header(IdempotencyKey.HEADER, "a", "b").body(ORDER).post("/orders");
        assertProblem(response, 400, "idempotency-key-invalid");
    }

    private static void assertProblem(Response response, int status, String type) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.contentType()).isEqualTo(PROBLEM);
        assertThat(response.jsonPath().getString("type")).isEqualTo("/problems/" + type);
        assertThat(response.jsonPath().getInt("status")).isEqualTo(status);
    }

    private static UUID orderId(Response response) {
        return UUID.fromString(response.jsonPath().getString("orderId"));
    }
}
