package semel.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads an OpenAPI document and validates answers against it, with an independent validator. */
public final class OpenApiContract {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SPECIFICATION = "https://spec.openapis.org/";
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V202012,
            builder ->
                    builder.schemaMappers(mappers -> mappers.mapPrefix(SPECIFICATION, "classpath:spec.openapis.org/")));
    private static final SchemaValidatorsConfig STRICT =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    private static final Pattern EVENT = Pattern.compile("(?m)^event: ?(\\w+)\\n(?:id:.*\\n)?data: ?(.*)$");
    /** Schemas of the events that have one. */
    private static final Map<String, String> SCHEMAS_OF_EVENTS = Map.of("order", "Order", "verdict", "AuditReport");

    private final JsonNode document;
    private final JsonNode closedComponents;
    private final Map<JsonNode, JsonSchema> schemas = new HashMap<>();

    public OpenApiContract(String json) {
        document = parse(json);
        closedComponents = closed(document.path("components").deepCopy());
    }

    public static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException malformed) {
            throw new UncheckedIOException(json, malformed);
        }
    }

    /** Forbids undocumented fields: clients must accept them, but the document must describe all. */
    private static JsonNode closed(JsonNode node) {
        if (node.path("properties").isObject() && !node.has("additionalProperties")) {
            ((ObjectNode) node).put("additionalProperties", false);
        }
        node.forEach(OpenApiContract::closed);
        return node;
    }

    /** @param body "" if there is none */
    public record Answer(int status, HttpHeaders headers, String body) {
        String mediaType() {
            return headers.firstValue("Content-Type").orElse("").split(";")[0];
        }

        public JsonNode json() {
            return parse(body);
        }

        /** Last part of a problem's type. */
        String problem() {
            return json().path("type").asText().replaceFirst(".*/", "");
        }
    }

    /** @param pointer to a number in an example */
    public record Bound(String pointer, long minimum, long maximum) {}

    /** An operation of the document, with resolved references. */
    public final class Operation {
        public final String method;
        public final String path;
        private final JsonNode node;
        private final JsonNode shared;

        private Operation(String path, String method, JsonNode item) {
            this.path = path;
            this.method = method.toUpperCase(Locale.ROOT);
            this.node = item.path(method);
            this.shared = item.path("parameters");
        }

        public String id() {
            return node.path("operationId").asText();
        }

        public JsonNode node() {
            return node;
        }

        /** One of these roles is needed; empty: open to all. */
        public List<String> roles() {
            return stream(node.path("security"))
                    .flatMap(OpenApiContract::stream)
                    .flatMap(OpenApiContract::stream)
                    .map(JsonNode::asText)
                    .toList();
        }

        public List<JsonNode> parameters() {
            return Stream.concat(stream(shared), stream(node.path("parameters")))
                    .map(OpenApiContract.this::resolved)
                    .toList();
        }

        /** Example bodies by media type; empty if the operation has no body. */
        public Map<String, String> bodies() {
            var bodies = new HashMap<String, String>();
            node.at("/requestBody/content").properties().forEach(content -> {
                var example = content.getValue().path("example");
                bodies.put(content.getKey(), example.isTextual() ? example.asText() : example.toString());
            });
            return bodies;
        }

        /** The numbers in its example of a JSON body. */
        public List<Bound> bounds() {
            var content = node.at("/requestBody/content/application~1json");
            return bounds("", content.path("schema"), content.path("example")).toList();
        }

        private Stream<Bound> bounds(String pointer, JsonNode schema, JsonNode example) {
            var definition = resolved(schema);
            if (example.isNumber()) {
                return Stream.of(new Bound(
                        pointer,
                        definition.path("minimum").longValue(),
                        definition.path("maximum").longValue()));
            }
            return example.isArray()
                    ? bounds(pointer + "/0", definition.path("items"), example.path(0))
                    : example.properties().stream()
                            .flatMap(field -> bounds(
                                    pointer + "/" + field.getKey(),
                                    definition.path("properties").path(field.getKey()),
                                    field.getValue()));
        }

        public JsonNode response(int status) {
            return resolved(node.path("responses").path(Integer.toString(status)));
        }

        /** All documented statuses, headers, media types and problem types. */
        public TreeSet<String> documented() {
            var all = new TreeSet<String>();
            node.path("responses").properties().forEach(each -> {
                var response = resolved(each.getValue());
                var status = id() + " " + each.getKey();
                all.add(status);
                response.path("headers").fieldNames().forEachRemaining(name -> all.add(status + " " + name));
                response.path("content").fieldNames().forEachRemaining(name -> all.add(status + " " + name));
                response.at("/content/application~1problem+json/examples")
                        .fieldNames()
                        .forEachRemaining(name -> all.add(status + " " + name));
            });
            return all;
        }

        /** Those of {@link #documented} that are in the answer. */
        public TreeSet<String> seen(Answer answer) {
            var all = new TreeSet<String>();
            var status = id() + " " + answer.status();
            all.add(status);
            headerNames().stream()
                    .filter(name -> answer.headers().firstValue(name).isPresent())
                    .forEach(name -> all.add(status + " " + name));
            if (!answer.mediaType().isEmpty()) {
                all.add(status + " " + answer.mediaType());
            }
            if (answer.mediaType().equals("application/problem+json")) {
                all.add(status + " " + answer.problem());
            }
            return all;
        }

        /** Violations of the documented response to its status. */
        public List<String> violations(Answer answer) {
            var response = response(answer.status());
            var all = new ArrayList<String>();
            response.path("headers").properties().forEach(each -> {
                var header = resolved(each.getValue());
                var value = answer.headers().firstValue(each.getKey());
                if (value.isEmpty() && header.path("required").asBoolean()) {
                    all.add("no " + each.getKey());
                }
                value.ifPresent(
                        text -> all.addAll(OpenApiContract.this.violations(header.path("schema"), scalar(text))));
            });
            if (response.path("content").isMissingNode() && !answer.body().isEmpty()) {
                all.add("a body");
            }
            all.addAll(violationsOfBody(
                    response.path("content").path(answer.mediaType()).path("schema"),
                    answer.mediaType(),
                    answer.body()));
            return all.stream()
                    .map(violation -> id() + " " + answer.status() + ": " + violation)
                    .toList();
        }
    }

    public List<Operation> operations() {
        var operations = new ArrayList<Operation>();
        document.path("paths")
                .properties()
                .forEach(item -> Stream.of("get", "post", "put", "patch", "delete")
                        .filter(item.getValue()::has)
                        .forEach(method -> operations.add(new Operation(item.getKey(), method, item.getValue()))));
        return operations;
    }

    public Operation operation(String id) {
        return operations().stream()
                .filter(each -> each.id().equals(id))
                .findAny()
                .orElseThrow();
    }

    public JsonNode document() {
        return document;
    }

    private TreeSet<String> headerNames() {
        var names = new TreeSet<String>();
        document.findValues("headers").forEach(headers -> headers.fieldNames().forEachRemaining(names::add));
        return names;
    }

    private JsonNode resolved(JsonNode node) {
        var reference = node.path("$ref");
        return reference.isTextual() ? document.at(reference.asText().substring(1)) : node;
    }

    /** Violations of the OpenAPI specification by the document. */
    public List<String> violationsOfTheSpecification() {
        var specification =
                FACTORY.getSchema(SchemaLocation.of(SPECIFICATION + "oas/3.1/schema-base/2022-10-07"), STRICT);
        return messages(specification, document);
    }

    /** References without a component, and components without a reference. */
    public List<String> looseEnds() {
        var known = new TreeSet<String>();
        document.path("components")
                .properties()
                .forEach(kind -> kind.getValue()
                        .fieldNames()
                        .forEachRemaining(name -> known.add("#/components/" + kind.getKey() + "/" + name)));
        known.removeIf(component -> component.startsWith("#/components/securitySchemes/"));
        var used = new TreeSet<>(document.findValuesAsText("$ref"));
        return Stream.concat(
                        known.stream().filter(component -> !used.contains(component)),
                        used.stream().filter(reference -> !known.contains(reference)))
                .toList();
    }

    /** Violations of the schemas by the examples of parameters, headers and bodies. */
    public List<String> violationsOfExamples() {
        var all = new ArrayList<String>();
        examples("", document, all);
        return all;
    }

    private void examples(String at, JsonNode node, List<String> all) {
        var schema = node.path("schema");
        if (schema.isObject()) {
            var named = stream(node.path("examples")).map(each -> resolved(each).path("value"));
            Stream.concat(Stream.of(node.path("example")), named)
                    .filter(example -> !example.isMissingNode())
                    .flatMap(example -> (example.isTextual() && at.endsWith("text/event-stream")
                                    ? violationsOfEvents(example.asText())
                                    : violations(schema, example))
                            .stream())
                    .forEach(violation -> all.add(at + ": " + violation));
        }
        if (node.has("type")) {
            stream(node.path("examples")) // a schema's own
                    .flatMap(example -> violations(node, example).stream())
                    .forEach(violation -> all.add(at + ": " + violation));
        }
        node.properties().forEach(each -> examples(at + " " + each.getKey(), each.getValue(), all));
    }

    private List<String> violationsOfBody(JsonNode schema, String mediaType, String body) {
        if (schema.isMissingNode()) {
            return List.of();
        }
        if (mediaType.equals("text/event-stream")) {
            return violationsOfEvents(body);
        }
        return violations(schema, mediaType.endsWith("json") ? parse(body) : JsonNodeFactory.instance.textNode(body));
    }

    private List<String> violationsOfEvents(String events) {
        return EVENT.matcher(events)
                .results()
                .flatMap(event -> violationsOfEvent(event.group(1), event.group(2)).stream())
                .toList();
    }

    /** Violations of its schema by an event's data. */
    public List<String> violationsOfEvent(String name, String data) {
        return Optional.ofNullable(SCHEMAS_OF_EVENTS.get(name))
                .map(schema -> violations(closedComponents.path("schemas").path(schema), parse(data)))
                .orElse(List.of());
    }

    /** Distinct names of the events in a text, in order. */
    public static List<String> events(String text) {
        return EVENT.matcher(text)
                .results()
                .map(event -> event.group(1))
                .distinct()
                .toList();
    }

    private List<String> violations(JsonNode schema, JsonNode value) {
        return messages(
                schemas.computeIfAbsent(schema, each -> {
                    var root = (ObjectNode) closed(each.deepCopy());
                    root.set("components", closedComponents);
                    return FACTORY.getSchema(root, STRICT);
                }),
                value);
    }

    private static List<String> messages(JsonSchema schema, JsonNode value) {
        return schema.validate(value).stream()
                .map(ValidationMessage::getMessage)
                .toList();
    }

    /** A header's text as a JSON number, boolean or string. */
    private static JsonNode scalar(String text) {
        return text.matches("\\d+|true|false") ? parse(text) : JsonNodeFactory.instance.textNode(text);
    }

    private static Stream<JsonNode> stream(JsonNode nodes) {
        return StreamSupport.stream(nodes.spliterator(), false);
    }
}
