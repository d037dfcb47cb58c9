package semel.codec;

import static java.util.stream.Collectors.toCollection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.header.Header;

/** Validates documents against the schemas that the application serves, with an independent validator. */
final class JsonSchemas {
    static final String DEAD_LETTER = "semel.dead-letter.v1";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final SchemaValidatorsConfig STRICT =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
    private static final Map<String, JsonSchema> CACHE = new ConcurrentHashMap<>();

    private JsonSchemas() {}

    /** Reads the schema that is served at {@code /schemas/<name>.json}. */
    static JsonNode source(String name) {
        var resource = "/META-INF/resources/schemas/" + name + ".json";
        try (var file = JsonSchemas.class.getResourceAsStream(resource)) {
            if (file == null) {
                throw new AssertionError("there is no " + resource);
            }
            return JSON.readTree(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static JsonNode parse(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    /**
     * Validates a document and finds undescribed fields. The schemas allow unknown fields, so the validator does not report them.
     *
     * @return the violations, and each field that the schema does not describe
     */
    static List<String> violations(String schema, byte[] json) {
        var document = parse(json);
        var violations = new ArrayList<>(violations(schema, document));
        undescribed(source(schema), document).forEach(field -> violations.add(field + " is not described"));
        return violations;
    }

    static List<String> violations(String schema, JsonNode document) {
        return messages(CACHE.computeIfAbsent(schema, name -> FACTORY.getSchema(source(name), STRICT)), document);
    }

    /** Validates headers against those that the AsyncAPI document describes for the message. */
    static List<String> violationsOfHeaders(JsonNode asyncApi, String message, Iterable<Header> headers) {
        var schema = CACHE.computeIfAbsent("headers of " + message, name -> {
            var root = (ObjectNode) asyncApi.deepCopy();
            root.put("$ref", "#/components/messages/" + message + "/headers");
            return FACTORY.getSchema(root, STRICT);
        });
        return messages(schema, object(headers));
    }

    static ObjectNode object(Iterable<Header> headers) {
        var object = JSON.createObjectNode();
        for (var header : headers) {
            object.put(header.key(), new String(header.value(), java.nio.charset.StandardCharsets.UTF_8));
        }
        return object;
    }

    /** Validates a schema against JSON Schema 2020-12 itself. */
    static List<String> violationsOfTheDraft(JsonNode schema) {
        return messages(
                FACTORY.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"), STRICT), schema);
    }

    private static List<String> messages(JsonSchema schema, JsonNode document) {
        return schema.validate(document).stream()
                .map(ValidationMessage::getMessage)
                .toList();
    }

    private static TreeSet<String> undescribed(JsonNode schema, JsonNode document) {
        var fields = new TreeSet<String>();
        document.fieldNames().forEachRemaining(name -> {
            var described = schema.path("properties").path(name);
            if (described.isMissingNode()) {
                fields.add(name);
            }
            document.get(name)
                    .forEach(item -> fields.addAll(undescribed(described.path("items"), item).stream()
                            .map(field -> name + "/" + field)
                            .collect(toCollection(TreeSet::new))));
        });
        return fields;
    }

    /** Parses JSON that has single quotes in place of double quotes. */
    static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }
}
