package semel.view;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.properties.CanBeAnnotated;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import semel.access.Tokens;
import semel.codec.EventCodec;
import semel.kafka.Coordinates;
import semel.kafka.TopicsConfig;
import semel.kit.EventStream;
import semel.kit.OpenApiContract;
import semel.kit.OpenApiContract.Answer;
import semel.kit.OpenApiContract.Operation;
import semel.kit.Provokes;
import semel.kit.TestServers;
import semel.problem.ProblemType;
import semel.sandbox.SandboxResource;

/** Compares the OpenAPI document with the application: sends each example, and gets each documented answer and no other. */
@QuarkusTest
@TestProfile(OpenApiTest.Small.class)
@Provokes({
    "semel.kafka.Outage",
    "semel.problem.ProblemMapper",
    "semel.problem.UnansweredLog",
    "semel.intake.Redrives",
    "org.hibernate.orm.jdbc.error",
    "io.smallrye.reactive.messaging.kafka",
    "com.networknt.schema.UnknownKeywordFactory",
    "com.tngtech.archunit.core.importer.ClassFileProcessor"
})
class OpenApiTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int STREAMS = 2;

    /**
     * Documented answers that this test does not provoke: for a POST each failure that it causes has its own problem, and it opens no
     * stream while the tables are missing.
     */
    private static final Set<String> NOT_PROVOKED = Stream.of(
                    "postOrder", "postOrders", "postReceipt", "redrive", "streamOrders")
            .flatMap(id -> Stream.of(id + " 500", id + " 500 application/problem+json", id + " 500 internal"))
            .collect(Collectors.toSet());

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Runs the whole application with verified tokens, low limits and short timeouts. */
    public static final class Small extends Tokens.Verified {
        @Override
        public Map<String, String> getConfigOverrides() {
            var settings = new HashMap<>(super.getConfigOverrides());
            settings.put("semel.view.streams", Integer.toString(STREAMS));
            settings.put("semel.view.answer", "2s");
            settings.put("semel.sql.answer", "2s");
            settings.put("semel.intake.in-flight", "2M");
            settings.put("semel.intake.sweep", "1H"); // a row whose mark the test removes stays without a mark
            return settings;
        }
    }

    @TestHTTPResource
    URI server;

    @Inject
    TestServers servers;

    @Inject
    ViewTables tables;

    @Inject
    TopicsConfig topics;

    @Inject
    Admin admin;

    /** Problems of requests for which no operation is chosen. */
    private static final Set<ProblemType> WITHOUT_OPERATION = Set.of(
            ProblemType.INVALID_REQUEST,
            ProblemType.METHOD_NOT_ALLOWED,
            ProblemType.TRANSFER_ENCODING_UNKNOWN,
            ProblemType.STOPPING);

    private OpenApiContract contract;
    private final TreeSet<String> seen = new TreeSet<>();
    private final List<String> violations = new ArrayList<>();

    @BeforeEach
    void read() {
        contract = new OpenApiContract(given().get("/q/openapi?format=json").asString());
    }

    @Test
    void theDocumentIsValidAndConsistent() {
        assertThat(contract.violationsOfTheSpecification()).isEmpty();
        assertThat(contract.looseEnds()).isEmpty();
        assertThat(contract.document().at("/info/title").asText()).isEqualTo("Semel");
        var tags = contract.document().path("tags").findValuesAsText("name");
        assertThat(contract.operations()).allSatisfy(operation -> {
            assertThat(operation.id()).isNotBlank();
            assertThat(operation.node().path("summary").asText()).isNotBlank();
            assertThat(operation.node().path("tags"))
                    .allSatisfy(tag -> assertThat(tags).contains(tag.asText()));
        });
        assertThat(contract.operations()).extracting(Operation::id).doesNotHaveDuplicates();
    }

    @Test
    void theOperationsAreTheRoutesWithTheirRoles() {
        var classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("semel");
        var routes = classes.stream()
                .filter(type -> type.isAnnotatedWith(Path.class))
                .flatMap(type -> type.getMethods().stream())
                .flatMap(OpenApiTest::routes)
                .collect(Collectors.toCollection(TreeSet::new));
        // Then
        assertThat(contract.operations())
                .extracting(
                        operation -> operation.method + " " + operation.path + " " + new TreeSet<>(operation.roles()))
                .containsExactlyInAnyOrderElementsOf(routes);
    }

    // Without HEAD: it is answered like GET.
    private static Stream<String> routes(JavaMethod method) {
        var roles = new TreeSet<>(roles(method.isAnnotatedWith(RolesAllowed.class) ? method : method.getOwner()));
        return Stream.of(GET.class, POST.class)
                .filter(method::isAnnotatedWith)
                .map(verb -> verb.getAnnotation(HttpMethod.class).value() + " " + path(method.getOwner())
                        + (method.isAnnotatedWith(Path.class) ? path(method) : "") + " " + roles);
    }

    private static String path(CanBeAnnotated element) {
        return element instanceof JavaClass type
                ? type.getAnnotationOfType(Path.class).value()
                : ((JavaMethod) element).getAnnotationOfType(Path.class).value();
    }

    private static List<String> roles(CanBeAnnotated element) {
        if (!element.isAnnotatedWith(RolesAllowed.class)) {
            return List.of();
        }
        return List.of(
                element instanceof JavaClass type
                        ? type.getAnnotationOfType(RolesAllowed.class).value()
                        : ((JavaMethod) element)
                                .getAnnotationOfType(RolesAllowed.class)
                                .value());
    }

    @Test
    void theExamplesConformToTheSchemas() {
        assertThat(contract.violationsOfExamples()).isEmpty();
    }

    @Test
    void eachProblemHasAnExampleThatAgreesWithItsPage() {
        var names = new TreeSet<String>();
        contract.document().at("/components/examples").properties().forEach(example -> {
            var explained = given().get("/problems/" + example.getKey()).jsonPath();
            var shown = example.getValue().path("value");
            names.add(example.getKey());
            assertThat(shown.path("type").asText()).isEqualTo(explained.getString("type"));
            assertThat(shown.path("title").asText()).isEqualTo(explained.getString("title"));
            assertThat(shown.path("status").asInt()).isEqualTo(explained.getInt("status"));
        });
        assertThat(names)
                .containsExactlyInAnyOrderElementsOf(Stream.of(ProblemType.values())
                        .filter(type -> !WITHOUT_OPERATION.contains(type))
                        .map(type -> type.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                        .toList());
    }

    @Test
    void aNumberIsAcceptedAtItsBoundsAndRefusedBeyond() {
        contract.operations().forEach(operation -> {
            for (var bound : operation.bounds()) {
                assertBounds(
                        bound, value -> new Call(operation).body("application/json", with(operation, bound, value)));
            }
            operation.parameters().stream()
                    .filter(parameter -> parameter.at("/schema/type").asText().equals("integer"))
                    .forEach(limit -> assertBounds(
                            new OpenApiContract.Bound(
                                    operation.id(),
                                    limit.at("/schema/minimum").longValue(),
                                    limit.at("/schema/maximum").longValue()),
                            value ->
                                    new Call(operation).query(limit.path("name").asText(), Long.toString(value))));
        });
    }

    private static String with(Operation operation, OpenApiContract.Bound bound, long value) {
        var body = OpenApiContract.parse(operation.bodies().get("application/json"));
        var field = bound.pointer().lastIndexOf('/');
        ((ObjectNode) body.at(bound.pointer().substring(0, field)))
                .put(bound.pointer().substring(field + 1), value);
        return body.toString();
    }

    private static void assertBounds(OpenApiContract.Bound bound, LongFunction<Call> call) {
        for (var inside : List.of(bound.minimum(), bound.maximum())) {
            assertThat(call.apply(inside).send().body())
                    .as("%s: %s", bound, inside)
                    .doesNotContain("invalid-");
        }
        for (var beyond : List.of(bound.minimum() - 1, bound.maximum() + 1)) {
            assertThat(call.apply(beyond).send().body())
                    .as("%s: %s", bound, beyond)
                    .contains("invalid-");
        }
    }

    /** One test, because many answers depend on earlier requests. */
    @Test
    void theAnswersAreExactlyTheDocumentedOnes() throws Exception {
        // When
        var order = sendTheExamples();
        getWhatExists(order);
        sendBadRequests(order);
        openTooManyStreams();
        postWhileOverloaded();
        redrive();
        sendWhileTheTablesAreMissing(order);
        getWhileTheDatabaseIsFrozen(order);
        postWhileTheBrokerRefuses();
        // Then
        assertThat(violations).isEmpty();
        var documented = contract.operations().stream()
                .flatMap(operation -> operation.documented().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(difference(seen, documented)).as("seen but not documented").isEmpty();
        assertThat(difference(documented, seen))
                .as("documented but not seen")
                .containsExactlyInAnyOrderElementsOf(NOT_PROVOKED);
    }

    private static Set<String> difference(Set<String> all, Set<String> without) {
        return all.stream().filter(each -> !without.contains(each)).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Sends each example twice with the same key. @return path parameters of what was created */
    private Map<String, String> sendTheExamples() {
        var found = new HashMap<String, String>();
        for (var operation : contract.operations()) {
            operation.bodies().forEach((mediaType, body) -> {
                var call = new Call(operation).body(mediaType, body);
                var answer = call.send();
                assertThat(answer.status()).as(operation.id()).isBetween(200, 299);
                // Neither the answer nor the result of any line is a problem.
                assertThat(answer.body()).as(operation.id()).doesNotContain("/problems/");
                found.putAll(linked(operation, answer));
                assertThat(call.send().body().replace(",\"replayed\":true", "")).isEqualTo(answer.body());
            });
        }
        assertThat(found).containsKey("orderId");
        var shown = new Call(contract.operation("getOrder")).paths(found);
        var stock = new Call(contract.operation("getStock"));
        await().atMost(PATIENCE)
                .until(() -> !shown.send().json().path("appliedAt").isNull()
                        && stock.send().status() == 200);
        return found;
    }

    /** @return the parameters that the documented links take from the answer */
    private static Map<String, String> linked(Operation operation, Answer answer) {
        var found = new HashMap<String, String>();
        operation
                .response(answer.status())
                .path("links")
                .forEach(link -> link.path("parameters").properties().forEach(parameter -> {
                    var expression = parameter.getValue().asText();
                    if (expression.startsWith("$response.body#")) {
                        var value = answer.json().at(expression.substring("$response.body#".length()));
                        assertThat(value.isMissingNode()).as(expression).isFalse();
                        if (!value.isNull()) {
                            found.put(parameter.getKey(), value.asText());
                        }
                    }
                }));
        return found;
    }

    private void getWhatExists(Map<String, String> order) {
        var getOrder = contract.operation("getOrder");
        gets().filter(get -> !get.id().equals("streamOrders")).forEach(get -> {
            var answer = new Call(get).paths(order).send();
            assertThat(answer.status()).as(get.id()).isEqualTo(200);
            var next = linked(get, answer).get("cursor");
            for (int pages = 0; next != null && pages < 3; pages++) {
                var page = new Call(get).query("cursor", next).send();
                assertThat(page.status()).as(get.id()).isEqualTo(200);
                next = linked(get, page).get("cursor");
            }
        });
        var tag = new Call(getOrder)
                .paths(order)
                .send()
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        new Call(getOrder).paths(order).header("If-None-Match", tag).send();
        new Call(contract.operation("getAsyncApi"))
                .header("Accept", "application/json")
                .send();
        var progress = contract.operation("getAuditProgress");
        assertThat(OpenApiContract.events(new Call(progress).send().body()))
                .isEqualTo(OpenApiContract.events(progress.response(200)
                        .at("/content/text~1event-stream/example")
                        .asText()));
        new Call(progress).header("Last-Event-ID", "2026-01-01T12:00:00Z").send();
        try (var stream = stream()) {
            seen.addAll(contract.operation("streamOrders").seen(answer(stream.response(), "")));
            var post = contract.operation("postOrder");
            new Call(post).send();
            await().atMost(PATIENCE).until(() -> !stream.events().isEmpty());
            var event = stream.events().get(0);
            assertThat(event.name()).isEqualTo("order");
            violations.addAll(contract.violationsOfEvent(event.name(), event.data()));
        }
    }

    private Stream<Operation> gets() {
        return contract.operations().stream().filter(operation -> operation.method.equals("GET"));
    }

    private EventStream stream() {
        return EventStream.open(
                server.resolve("/orders/stream"),
                null,
                Map.of("Authorization", "Bearer " + Tokens.of("olga", "operator")));
    }

    private void sendBadRequests(Map<String, String> order) {
        var unknown = Map.of(
                "orderId", UUID.randomUUID().toString(),
                "productId", "-",
                "coordinates", "orders-in:0:0",
                "name", "nothing");
        for (var operation : contract.operations()) {
            Supplier<Call> valid = () -> new Call(operation).paths(order);
            valid.get().header("Accept", "image/png").send();
            if (!operation.roles().isEmpty()) {
                valid.get().token("").send();
                valid.get().token(Tokens.of("olga", "janitor")).send();
            }
            if (operation.path.contains("{")) {
                valid.get().paths(unknown).send();
            }
            for (var parameter : operation.parameters()) {
                switch (parameter.path("name").asText()) {
                    case "limit" -> valid.get().query("limit", "0").send();
                    case "Idempotency-Key" -> {
                        valid.get().header("Idempotency-Key", "\"k").send();
                        valid.get().header("Idempotency-Key", null).send();
                    }
                    default -> {}
                }
            }
            operation.bodies().forEach((mediaType, body) -> {
                var call = valid.get().body(mediaType, body);
                call.send();
                call.body(mediaType, body.replaceFirst("\\d(\\D*)$", "7$1")).send();
                valid.get().body(mediaType, "").send();
                valid.get()
                        .body(mediaType, " ".repeat(1 + (operation.id().equals("postOrders") ? 1 << 20 : 1 << 16)))
                        .send();
                valid.get().body("text/plain", body).send();
                valid.get().header("Content-Encoding", "gzip").send();
            });
        }
        new Call(contract.operation("streamOrders"))
                .header("Last-Event-ID", "x")
                .send();
    }

    private void openTooManyStreams() {
        var open = IntStream.range(0, STREAMS).mapToObj(number -> stream()).toList();
        try {
            new Call(contract.operation("streamOrders")).send();
        } finally {
            open.forEach(EventStream::close);
        }
    }

    /** Two batches with endless bodies take all of {@code semel.intake.in-flight}. */
    private void postWhileOverloaded() throws IOException {
        var endless = """
                POST /orders/batch HTTP/1.1\r
                Host: here\r
                Authorization: Bearer %s\r
                Content-Type: application/json\r
                Transfer-Encoding: chunked\r
                \r
                """.formatted(Tokens.of("olga", "order-writer"));
        try (var one = new Socket(server.getHost(), server.getPort());
                var other = new Socket(server.getHost(), server.getPort())) {
            one.getOutputStream().write(endless.getBytes(UTF_8));
            other.getOutputStream().write(endless.getBytes(UTF_8));
            contract.operations().stream()
                    .filter(operation -> operation.method.equals("POST"))
                    .forEach(post -> await().atMost(PATIENCE)
                            .until(() -> new Call(post).send().status() == 503));
        }
    }

    /** Redrives one dead letter twice, one while the broker refuses its record, and one whose record is deleted. */
    private void redrive() throws Exception {
        try (var witness = servers.witness()) {
            var dead = new ProducerRecord<>(witness.topic("orders-in"), new byte[] {1}, new byte[] {1, 2, 3});
            witness.write("orders-in", Collections.nCopies(3, dead));
            Supplier<List<String>> letters = () -> witness.read("orders-dead-letters").stream()
                    .map(letter -> new String(
                            letter.headers().lastHeader(EventCodec.SOURCE).value(), UTF_8))
                    .toList();
            await().atMost(PATIENCE).until(() -> letters.get().size() == 3);
            var sources = letters.get();
            redrive(sources.get(0));
            redrive(sources.get(0));
            setMaxMessageBytes(topics.ordersIn(), 10);
            try {
                redrive(sources.get(1));
            } finally {
                setMaxMessageBytes(topics.ordersIn(), 1_048_588);
            }
            var gone = Coordinates.parse(sources.get(2)).orElseThrow();
            admin.deleteRecords(Map.of(
                            new TopicPartition(gone.topic(), gone.partition()),
                            RecordsToDelete.beforeOffset(gone.offset() + 1)))
                    .all()
                    .get();
            redrive(sources.get(2));
        }
    }

    private void redrive(String source) {
        new Call(contract.operation("redrive"))
                .paths(Map.of("coordinates", source))
                .send();
    }

    private void setMaxMessageBytes(String topic, int maxMessageBytes) throws Exception {
        var entry = new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(maxMessageBytes));
        admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, topic),
                        List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }

    private void sendWhileTheTablesAreMissing(Map<String, String> order) {
        try (var witness = servers.witness()) {
            witness.awaitApplied(PATIENCE);
        }
        tables.execute("alter schema public rename to away");
        try {
            contract.operations().stream()
                    .filter(operation -> !operation.response(200).at("/content").has("text/event-stream"))
                    .forEach(operation -> new Call(operation)
                            .paths(order)
                            .paths(Map.of("coordinates", topics.ordersIn() + ":0:0"))
                            .send());
        } finally {
            tables.execute("alter schema away rename to public");
        }
    }

    private void getWhileTheDatabaseIsFrozen(Map<String, String> order) {
        SandboxResource.database().freeze();
        try {
            gets().filter(get -> !get.id().equals("getAuditProgress"))
                    .forEach(get -> new Call(get).paths(order).send());
        } finally {
            SandboxResource.database().thaw();
        }
    }

    private void postWhileTheBrokerRefuses() throws Exception {
        var posts = List.of(new Call(contract.operation("postOrder")), new Call(contract.operation("postReceipt")));
        posts.forEach(Call::send);
        tables.execute("update received set acknowledged_at = null, acknowledged_in = null");
        for (var topic : topics.inputs()) {
            setMaxMessageBytes(topic, 10);
        }
        try {
            posts.forEach(Call::send); // again with the same keys: the first records may be in the topic
            new Call(contract.operation("postOrder")).send();
            new Call(contract.operation("postReceipt")).send();
        } finally {
            for (var topic : topics.inputs()) {
                setMaxMessageBytes(topic, 1_048_588);
            }
        }
    }

    private static Answer answer(HttpResponse<?> response, String body) {
        return new Answer(response.statusCode(), response.headers(), body);
    }

    /** A request as documented: with the examples of parameters and body, a new key, and a token of the operation's first role. */
    private final class Call {
        private final Operation operation;
        private final Map<String, String> paths = new HashMap<>();
        private final Map<String, String> query = new LinkedHashMap<>();
        private final Map<String, String> headers = new HashMap<>();
        private String body;

        Call(Operation operation) {
            this.operation = operation;
            for (var parameter : operation.parameters()) {
                var name = parameter.path("name").asText();
                switch (parameter.path("in").asText()) {
                    case "path" -> paths.put(name, example(parameter));
                    case "query" -> query.put(name, example(parameter));
                    default -> {}
                }
            }
            query.values().removeIf(String::isEmpty);
            headers.put("Idempotency-Key", UUID.randomUUID().toString());
            operation.roles().stream().findFirst().ifPresent(role -> token(Tokens.of("olga", role)));
            operation.bodies().forEach(this::body);
        }

        private static String example(JsonNode parameter) {
            return parameter.path("example").asText();
        }

        Call paths(Map<String, String> values) {
            paths.replaceAll((name, value) -> values.getOrDefault(name, value));
            return this;
        }

        Call query(String name, String value) {
            query.put(name, value);
            return this;
        }

        /** @param value null to send no such header */
        Call header(String name, String value) {
            headers.put(name, value);
            return this;
        }

        /** @param value "" to send no token */
        Call token(String value) {
            return header("Authorization", value.isEmpty() ? null : "Bearer " + value);
        }

        Call body(String mediaType, String text) {
            body = text;
            return header("Content-Type", mediaType);
        }

        Answer send() {
            var uri = operation.path;
            for (var parameter : paths.entrySet()) {
                uri = uri.replace("{" + parameter.getKey() + "}", parameter.getValue());
            }
            uri += query.entrySet().stream()
                    .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), UTF_8))
                    .collect(Collectors.joining("&", "?", ""));
            var request = HttpRequest.newBuilder(server.resolve(uri)).timeout(PATIENCE);
            headers.values().removeIf(value -> value == null);
            headers.forEach(request::header);
            request.method(
                    operation.method,
                    body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
            try {
                var response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
                var answer = answer(response, text(response));
                seen.addAll(operation.seen(answer));
                violations.addAll(operation.violations(answer));
                return answer;
            } catch (IOException failed) {
                throw new UncheckedIOException(operation.id(), failed);
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
        }

        /** Reads the body, but not that of a stream, which never ends. */
        private String text(HttpResponse<InputStream> response) throws IOException {
            try (var text = response.body()) {
                return operation.id().equals("streamOrders") && response.statusCode() == 200
                        ? ""
                        : new String(text.readAllBytes(), UTF_8);
            }
        }
    }
}
