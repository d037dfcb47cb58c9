package semel.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static semel.intake.SampleRequests.ORDER;
import static semel.intake.SampleRequests.PROBLEM;
import static semel.intake.SampleRequests.batch;
import static semel.intake.SampleRequests.json;
import static semel.intake.SampleRequests.lines;
import static semel.intake.SampleRequests.newKey;
import static semel.intake.SampleRequests.post;
import static semel.intake.SampleRequests.posted;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import semel.codec.OrderCodec;
import semel.kit.Provokes;

@QuarkusTest
@TestProfile(IntakeAndViewAlone.class)
@Provokes({"semel.kafka.Outage", "org.hibernate.orm.jdbc.error"})
class BatchResourceTest {
    private static final String OTHER_ORDER = ORDER.replace("\"quantity\":2", "\"quantity\":3");

    @Inject
    InputTopics topics;

    @Inject
    ReceivedTableProbe table;

    @Test
    void eachElementOfAnArrayIsAnOrder() {
        // When
        var response = batch(newKey(), ORDER, OTHER_ORDER);
        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        var ids = ids(response);
        assertThat(response.body().asString())
                .isEqualTo("{\"results\":[{\"line\":1,\"orderId\":\"" + ids.get(0)
                        + "\",\"status\":\"ACCEPTED\"},{\"line\":2,\"orderId\":\"" + ids.get(1)
                        + "\",\"status\":\"ACCEPTED\"}]}");
        assertThat(response.header("Retry-After")).isNull();
        assertThat(List.of(ORDER, OTHER_ORDER))
                .allSatisfy(order -> assertThat(topics.copiesOf(ids.get(order == ORDER ? 0 : 1)))
                        .singleElement()
                        .satisfies(record -> assertThat(OrderCodec.canonical(
                                        IntakeResponses.valid(OrderCodec.decode(record.key(), record.value()))))
                                .isEqualTo(order.getBytes(UTF_8))));
        assertThat(ids).allMatch(table::isAcknowledged).allMatch(id -> id.version() == 7);
    }

    @Test
    void eachLineIsAnOrder() {
        // When
        var response = lines(newKey(), ORDER + "\n" + OTHER_ORDER + "\r\n" + ORDER);
        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(ids(response)).hasSize(3).doesNotHaveDuplicates().allMatch(table::isAcknowledged);
    }

    @Test
    void aBadLineDoesNotAffectOtherLines() {
        // Given
        var before = table.rows();
        var bad = List.of("{", "", "[]", "{\"customerId\":1,\"customerId\":1}", ORDER.replace(":2,", ":0,"));
        // When
        var response =
                lines(newKey(), ORDER + "\n" + String.join("\n" + ORDER + "\n", bad) + "\n" + OTHER_ORDER + "\n");
        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.jsonPath().getList("results.line")).containsExactlyElementsOf(numbers(11));
        assertThat(problems(response))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 11)
                        .mapToObj(line -> line % 2 == 0 ? "/problems/invalid-body" : null)
                        .toList());
        assertThat(response.jsonPath().getString("results[9].problem.errors[0].pointer"))
                .isEqualTo("/lines/0/quantity");
        assertThat(response.jsonPath().getInt("results[9].problem.status")).isEqualTo(400);
        assertThat(table.rows()).isEqualTo(before + 6);
    }

    @Test
    void aBadElementDoesNotAffectOtherElements() {
        // Given
        var before = table.rows();
        var deep = "{\"a\":".repeat(900) + "1" + "}".repeat(900);
        var bad = List.of(
                "null",
                "7",
                "1e400",
                "\"" + ORDER.replace("\"", "\\\"") + "\"",
                "[" + ORDER + "]",
                deep,
                "{\"a\":1,\"a\":1}",
                "{\"a\":" + "9".repeat(2000) + "}");
        // When
        var response = batch(newKey(), String.join(",", bad), ORDER, " \n" + OTHER_ORDER + "\t");
        // Then
        assertThat(problems(response))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 10)
                        .mapToObj(line -> line <= 8 ? "/problems/invalid-body" : null)
                        .toList());
        assertThat(table.rows()).isEqualTo(before + 2);
    }

    @Test
    void aBatchOfOnlyBadLinesHasResults() {
        assertThat(batch(newKey(), "{}", "{}").jsonPath().getList("results.problem.status"))
                .containsExactly(400, 400);
    }

    @Test
    void aReplayedBatchReturnsTheSameOrdersAndSendsNoDuplicates() {
        // Given
        var key = newKey();
        var first = batch(key, ORDER, "{}", ORDER);
        // When
        var second = lines("\"" + key + "\"", ORDER + "\n{}\n " + ORDER);
        // Then
        assertThat(ids(second)).isEqualTo(ids(first));
        assertThat(first.jsonPath().getList("results.replayed")).containsOnlyNulls();
        assertThat(second.jsonPath().getList("results.replayed")).containsExactly(true, null, true);
        assertThat(ids(first))
                .hasSize(2)
                .allSatisfy(id -> assertThat(topics.copiesOf(id)).hasSize(1));
    }

    @Test
    void anotherOrderOnALineIsRefusedAndOtherLinesAreReplayed() {
        // Given
        var key = newKey();
        var first = batch(key, ORDER, ORDER, ORDER);
        // When
        var second = batch(key, ORDER, OTHER_ORDER, ORDER, ORDER);
        // Then
        assertThat(problems(second)).containsExactly(null, "/problems/idempotency-key-reused", null, null);
        assertThat(second.jsonPath().getInt("results[1].problem.status")).isEqualTo(422);
        assertThat(second.jsonPath().getList("results.replayed")).containsExactly(true, null, true, null);
        assertThat(ids(second)).startsWith(ids(first).get(0), ids(first).get(2));
    }

    @Test
    void aRefusedLineBindsNoKey() {
        // Given
        var key = newKey();
        batch(key, ORDER, "{}");
        // When
        var second = batch(key, ORDER, OTHER_ORDER);
        // Then
        assertThat(second.jsonPath().getList("results.replayed")).containsExactly(true, null);
        assertThat(ids(second)).hasSize(2);
    }

    @Test
    void theKeyOfALineIsUnique() {
        // Given
        var key = newKey();
        var orders = Collections.nCopies(11, ORDER).toArray(String[]::new);
        var ids = new HashSet<>(ids(batch(key, orders)));
        // When
        ids.addAll(ids(batch(key + "1", ORDER)));
        ids.add(UUID.fromString(post(key + "1", ORDER).jsonPath().getString("orderId")));
        ids.add(UUID.fromString(post(key, ORDER).jsonPath().getString("orderId")));
        // Then
        assertThat(ids).hasSize(14);
        assertThat(post(key + "\t1", ORDER).statusCode()).isEqualTo(400);
    }

    @Test
    void aRowWhoseRecordWasNeverSentIsSentByTheRetry() {
        // Given
        var key = new IdempotencyKey(newKey());
        var dead = posted(key.ofLine(2));
        table.insert(dead);
        // When
        var retry = batch(key.value(), ORDER, ORDER);
        // Then
        assertThat(ids(retry)).hasSize(2).endsWith(dead.id());
        assertThat(retry.jsonPath().getList("results.replayed")).containsExactly(null, true);
        assertThat(topics.copiesOf(dead.id()))
                .singleElement()
                .satisfies(record -> assertThat(record.value()).isEqualTo(dead.recordValue()));
        assertThat(table.isAcknowledged(dead.id())).isTrue();
    }

    @Test
    void linesThatCannotBeMarkedAreSentAgainWithTheSameIdsByTheRetry() {
        // Given
        var key = newKey();
        var accepted = ids(batch(key, ORDER)).get(0);
        var first =
                table.withoutMarks(() -> batch(key, ORDER, ORDER, OTHER_ORDER)).jsonPath();
        assertThat(first.getString("results[0].orderId")).isEqualTo(accepted.toString());
        assertThat(first.getList("results.problem.type"))
                .containsExactly("/problems/not-acknowledged", "/problems/not-acknowledged");
        // When
        var second = ids(batch(key, ORDER, ORDER, OTHER_ORDER));
        // Then
        assertThat(second).allMatch(table::isAcknowledged);
        assertThat(second.get(1)).hasToString(first.getString("results[1].problem.orderId"));
        assertThat(second.get(2)).hasToString(first.getString("results[2].problem.orderId"));
        assertThat(second.subList(1, 3))
                .allSatisfy(id -> assertThat(topics.copiesOf(id)).hasSize(2));
    }

    @Test
    void aThousandOrdersNeedOneInsertAndOneUpdate() {
        // Given
        table.execute("""
                create sequence inserts;
                create sequence updates;
                create function count_it() returns trigger language plpgsql as
                $$ begin perform nextval(tg_argv[0]); return null; end $$;
                create trigger inserts after insert on received for each statement execute function count_it('inserts');
                create trigger updates after update of acknowledged_at on received
                for each statement execute function count_it('updates')
                """);
        Response response;
        try {
            // When
            response = batch(newKey(), Collections.nCopies(1_000, ORDER).toArray(String[]::new));
            // Then
            assertThat(table.one("select last_value from inserts where is_called"))
                    .isEqualTo(1);
            assertThat(table.one("select last_value from updates where is_called"))
                    .isEqualTo(1);
        } finally {
            table.execute("drop function count_it cascade; drop sequence inserts; drop sequence updates");
        }
        assertThat(ids(response)).hasSize(1_000).doesNotHaveDuplicates().allMatch(table::isAcknowledged);
    }

    @Test
    void tenConcurrentRequestsWithOneKeyAreOneBatch() throws Exception {
        // Given
        var key = newKey();
        var clients = Executors.newFixedThreadPool(10);
        Callable<Response> request = () -> batch(key, ORDER, OTHER_ORDER, ORDER);
        try {
            // When
            var answers = clients.invokeAll(Collections.nCopies(10, request));
            // Then
            var seen = new HashSet<List<UUID>>();
            for (var answer : answers) {
                seen.add(ids(answer.get()));
            }
            assertThat(seen)
                    .singleElement()
                    .satisfies(ids -> assertThat(ids).hasSize(3).doesNotHaveDuplicates());
        } finally {
            clients.shutdown();
        }
    }

    @Test
    void aBatchHasAtMostAMebibyte() {
        // Given
        var before = table.rows();
        var largest = ORDER + " ".repeat(1024 * 1024 - ORDER.length());
        // Then
        assertThat(ids(lines(newKey(), largest))).hasSize(1);
        var tooLarge = lines(newKey(), largest + " ");
        assertThat(tooLarge.statusCode()).isEqualTo(413);
        assertThat(tooLarge.contentType()).isEqualTo(PROBLEM);
        assertThat(table.rows()).isEqualTo(before + 1);
    }

    @Test
    void aBatchNeedsAKey() {
        // Given
        var before = table.rows();
        // When
        var response = json().body("[" + ORDER + "]").post("/orders/batch");
        // Then
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.jsonPath().getString("type")).isEqualTo("/problems/idempotency-key-required");
        assertThat(table.rows()).isEqualTo(before);
    }

    private static List<Integer> numbers(int to) {
        return IntStream.rangeClosed(1, to).boxed().toList();
    }

    /** Order ids of the accepted lines. */
    private static List<UUID> ids(Response response) {
        List<Map<String, Object>> results = response.jsonPath().getList("results");
        return results.stream()
                .filter(result -> "ACCEPTED".equals(result.get("status")))
                .map(result -> UUID.fromString((String) result.get("orderId")))
                .collect(Collectors.toList());
    }

    /** Problem type of each line; null for a line without a problem. */
    private static List<String> problems(Response response) {
        List<Map<String, Map<String, String>>> results = response.jsonPath().getList("results");
        return results.stream()
                .map(result -> result.get("problem"))
                .map(problem -> problem == null ? null : problem.get("type"))
                .toList();
    }
}
