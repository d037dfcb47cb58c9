package semel.operation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import semel.access.Roles;
import semel.access.Tokens;
import semel.kafka.TopicsConfig;
import semel.kit.OptionalFeatures;
import semel.kit.Witness;
import semel.sandbox.SandboxResource;

/** Tests the spans from a request to the applied rows. */
@QuarkusTest
@TestProfile(OptionalFeatures.class)
class TracingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SUBJECT = "tracy";
    private static final String TOKEN = "Bearer " + Tokens.of(SUBJECT, Roles.ORDER_WRITER, Roles.OPERATOR);

    @Inject
    InMemorySpanExporter exporter;

    @Inject
    TopicsConfig topics;

    @TestHTTPResource("/orders")
    URI orders;

    private final String product = "p-" + UUID.randomUUID();
    private Witness witness;

    @BeforeEach
    void stock() {
        witness = new Witness(
                SandboxResource.broker().bootstrapServers(), topics.prefix().orElse(""));
        exporter.reset(); // it has the spans of earlier tests
        request()
                .header("Idempotency-Key", UUID.randomUUID())
                .body("{\"quantity\":100}")
                .post("/inventory/" + product + "/receipts")
                .then()
                .statusCode(202);
        awaitApplied();
        exporter.reset();
    }

    @AfterEach
    void close() {
        witness.close();
    }

    @Test
    void aSingleOrderHasOneTraceFromItsRequestToItsRows() {
        // When
        var id = request().body(order()).post("/orders").jsonPath().getString("orderId");
        awaitApplied();
        // Then
        var request = await().atMost(PATIENCE)
                .until(() -> spans(SpanKind.SERVER), spans -> spans.size() == 1)
                .get(0);
        var sent = one("send " + topics.ordersIn());
        assertThat(sent.getKind()).isEqualTo(SpanKind.PRODUCER);
        assertThat(sent.getParentSpanId()).isEqualTo(request.getSpanId());
        var decision = one("process " + topics.decisionGroup());
        assertThat(decision.getKind()).isEqualTo(SpanKind.CONSUMER);
        assertThat(links(decision)).containsExactly(sent.getSpanId());
        for (var step : List.of("decide", "publish")) {
            assertThat(one(step).getParentSpanId()).isEqualTo(decision.getSpanId());
        }
        // The projection may read its three events in several batches.
        var projections = spans("process " + topics.projectionGroup()).toList();
        assertThat(projections)
                .isNotEmpty()
                .allSatisfy(projection -> assertThat(links(projection)).containsExactly(sent.getSpanId()));
        assertThat(exporter.getFinishedSpanItems())
                .extracting(SpanData::getTraceId)
                .containsOnly(request.getTraceId());
        assertThat(exporter.getFinishedSpanItems().toString()).doesNotContain(id, product, "c-traced", SUBJECT);
        for (var topic : List.of("orders", "inventory", "notifications")) {
            assertThat(witness.read(topic).stream()
                            .map(record -> record.headers().lastHeader("traceparent"))
                            .map(TracingTest::text))
                    .contains("00-" + request.getTraceId() + "-" + sent.getSpanId() + "-01");
        }
    }

    /** Requests that share SQL statements must not share traces. */
    @Test
    void concurrentOrdersKeepTheirOwnTraces() {
        // When
        var client = HttpClient.newHttpClient();
        var answers = new HashMap<String, CompletableFuture<HttpResponse<String>>>();
        for (int i = 0; i < 60; i++) {
            var trace = UUID.randomUUID().toString().replace("-", "");
            var request = HttpRequest.newBuilder(orders)
                    .header("Content-Type", "application/json")
                    .header("Authorization", TOKEN)
                    .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                    .POST(HttpRequest.BodyPublishers.ofString(order()))
                    .build();
            answers.put(trace, client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
        }
        var traces = new HashMap<String, String>();
        answers.forEach((trace, answer) ->
                traces.put(JsonPath.from(answer.join().body()).getString("orderId"), trace));
        // Then
        assertThat(traces).hasSize(60).doesNotContainKey(null);
        var sent = witness.read("orders-in").stream()
                .filter(record -> traces.containsKey(text(record.headers().lastHeader("ce_subject"))))
                .collect(Collectors.toMap(
                        record -> text(record.headers().lastHeader("ce_subject")),
                        record ->
                                text(record.headers().lastHeader("traceparent")).split("-")[1]));
        assertThat(sent).isEqualTo(traces);
    }

    @Test
    void aBatchIsLinkedToTheSendsOfAllItsRecords() {
        // When
        request()
                .header("Idempotency-Key", UUID.randomUUID())
                .body("[" + String.join(",", order(), order(), order()) + "]")
                .post("/orders/batch")
                .then()
                .statusCode(200);
        awaitApplied();
        // Then
        var sent = spans("send " + topics.ordersIn()).map(SpanData::getSpanId).toList();
        assertThat(sent).hasSize(3);
        for (var group : List.of(topics.decisionGroup(), topics.projectionGroup())) {
            var linked = new HashSet<String>();
            spans("process " + group).forEach(batch -> linked.addAll(links(batch)));
            assertThat(linked).as(group).containsExactlyInAnyOrderElementsOf(sent);
        }
    }

    private static RequestSpecification request() {
        return given().contentType("application/json").header("Authorization", TOKEN);
    }

    private String order() {
        return "{\"customerId\":\"c-traced\",\"currency\":\"EUR\",\"lines\":[{\"productId\":\"" + product
                + "\",\"quantity\":1,\"unitPrice\":1}]}";
    }

    /** Waits until the groups have caught up and the projection's spans of all sent records have ended. */
    private void awaitApplied() {
        await().atMost(PATIENCE)
                .until(() -> witness.behind() == 0 && witness.unapplied() == 0 && areAllSentRecordsTracedToTheirRows());
    }

    private boolean areAllSentRecordsTracedToTheirRows() {
        var sent = topics.inputs().stream()
                .flatMap(topic -> spans("send " + topic))
                .map(SpanData::getSpanId)
                .toList();
        var linked = spans("process " + topics.projectionGroup())
                .flatMap(batch -> links(batch).stream())
                .toList();
        return !sent.isEmpty() && linked.containsAll(sent);
    }

    private static List<String> links(SpanData span) {
        return span.getLinks().stream()
                .map(LinkData::getSpanContext)
                .map(context -> context.getSpanId())
                .toList();
    }

    private SpanData one(String name) {
        var spans = spans(name).toList();
        assertThat(spans).as(name).hasSize(1);
        return spans.get(0);
    }

    private Stream<SpanData> spans(String name) {
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name));
    }

    private List<SpanData> spans(SpanKind kind) {
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getKind() == kind)
                .toList();
    }

    private static String text(Header header) {
        return header == null ? "none" : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** Collects spans in memory. */
    static class Spans {
        @Produces
        @Singleton
        InMemorySpanExporter exporter() {
            return InMemorySpanExporter.create();
        }

        @Produces
        @Singleton
        SpanProcessor processor(InMemorySpanExporter exporter) {
            return SimpleSpanProcessor.create(exporter);
        }
    }
}
