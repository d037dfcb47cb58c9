package semel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;
import semel.codec.AsyncApi;
import semel.kafka.TestTopics;
import semel.kit.GeneratedPage;

/** Generates the page of channels, topics and events from the code, its configuration, the AsyncAPI document and the schemas. */
class TopicsPageTest {
    private static final Path PAGE = Path.of("docs", "reference", "topics.md");
    private static final Path SCHEMAS = Path.of("src", "main", "resources", "META-INF", "resources", "schemas");
    private static final Pattern SETTING = Pattern.compile("TopicConfig\\.(\\w+_CONFIG)");

    /** Left out of the rows, because the page says it once for all topics. */
    private static final String READ_COMMITTED = " Read with isolation.level=read_committed.";

    private final JsonNode document = new ObjectMapper().readTree(AsyncApi.json(new TestTopics()));
    private final List<Arrow> arrows = Arrow.all();

    TopicsPageTest() throws IOException {}

    @Test
    void thePageIsUpToDate() throws IOException {
        GeneratedPage.isTodays(PAGE, page(), TopicsPageTest.class);
    }

    @Test
    void everySettingOfANewTopicIsNamed() throws IOException, ReflectiveOperationException {
        var source = Files.readString(Path.of("src", "main", "java", "semel", "kafka", "TopicsAtStart.java"));
        var names = new ArrayList<String>();
        for (var setting : SETTING.matcher(source).results().toList()) {
            names.add("| `" + TopicConfig.class.getField(setting.group(1)).get(null) + "` |");
        }
        assertThat(names).isNotEmpty();
        assertThat(Files.readString(PAGE)).contains(names);
    }

    private String page() throws IOException {
        return """
            # Channels, topics and events

            Generated from the code, its configuration, the AsyncAPI document and the JSON Schemas by `TopicsPageTest`; do not edit. A running replica
            serves the same: `GET /asyncapi` and `GET /schemas/<ce_type>.json`.

            ## Channels

            ```mermaid
            flowchart LR
            %s
            ```

            The consumer group of `to-decide` is `semel-decision`, that of `to-apply` is `semel-projection`. The value of `semel.topics.prefix` stands before
            each topic and each group.

            ## Topics

            | topic | what it has | key | `ce_type` | written by | read by |
            |---|---|---|---|---|---|
            %s
            All records of a decision, and the offsets of the input, are in one Kafka transaction. Read the output topics with
            `isolation.level=read_committed`: other readers see aborted records.

            A replica creates the topics that are missing, with these settings. It never changes an existing topic.

            | setting | value | given by |
            |---|---|---|
            %s
            If you create the topics yourself, set `message.timestamp.type=LogAppendTime`
            ([decision 0018](../explanation/decisions/0018-the-servers-tell-the-time.md)).

            ## Headers

            | header | on | meaning |
            |---|---|---|
            %s
            Each event is a CloudEvent in binary mode. A dead letter is not: its key and value are those of the record that could not be decided, cut to a bounded length.

            ## Values

            JSON in UTF-8. Amounts are integers in the currency's minor unit. Ignore fields that you do not know: a version may gain fields, and a breaking change is a new
            type ([decision 0013](../explanation/decisions/0013-a-breaking-change-is-a-new-type.md)).
            %s\
            """.formatted(
                arrows.stream().map(arrow -> "    " + arrow.drawn()).sorted().collect(Collectors.joining("\n")),
                topics(),
                settings(),
                headers(),
                values());
    }

    private String topics() {
        return names(document.get("channels"))
                .map(topic -> {
                    var channel = document.get("channels").get(topic);
                    var message = message(channel);
                    var key = message.path("bindings").path("$ref").asText();
                    return row(
                            "`" + topic + "`",
                            (channel.get("title").asText() + ". "
                                            + channel.get("description").asText())
                                    .replace(READ_COMMITTED, ""),
                            key.isEmpty()
                                    ? "That of the input record"
                                    : at(key).path("kafka")
                                            .path("key")
                                            .path("description")
                                            .asText()
                                            .split(";")[0],
                            link(message.get("name").asText()),
                            ends(topic, false),
                            ends(topic, true));
                })
                .collect(Collectors.joining());
    }

    private JsonNode message(JsonNode channel) {
        return at(channel.get("messages").elements().next().get("$ref").asText());
    }

    private String ends(String topic, boolean isInput) {
        var ends = arrows.stream()
                .filter(arrow -> arrow.topic().equals(topic) && arrow.isInput() == isInput)
                .map(arrow -> arrow.packageLabel() + " (`" + arrow.channel() + "`)")
                .collect(Collectors.joining(", "));
        return ends.isEmpty() ? "–" : ends;
    }

    private String settings() {
        var kafka = document.at("/components/channelBindings/topic/kafka");
        var created = kafka.get("topicConfiguration");
        return Stream.of(
                        row("partitions", kafka.get("partitions").asText(), "`semel.topics.partitions`"),
                        row("replication factor", kafka.get("replicas").asText(), "`semel.topics.replication`"),
                        row(
                                "`min.insync.replicas`",
                                Integer.toString(new TestTopics().minInsync()),
                                "`semel.topics.min-insync`"),
                        row("`retention.ms`", created.get("retention.ms").asText(), "`semel.topics.retention`"),
                        row(
                                "`cleanup.policy`",
                                created.get("cleanup.policy").get(0).asText(),
                                "fixed"),
                        row("`message.timestamp.type`", "LogAppendTime", "fixed"),
                        row(
                                "`max.message.bytes`",
                                created.get("max.message.bytes").asText(),
                                "fixed"))
                .collect(Collectors.joining());
    }

    /** @return a row for each header, with the kinds of records that have it */
    private String headers() throws IOException {
        var kinds = new LinkedHashMap<String, JsonNode>();
        kinds.put("inputs", document.at("/components/schemas/accepted/properties"));
        kinds.put("events", document.at("/components/schemas/decided/properties"));
        kinds.put("dead letters", schema("semel.dead-letter.v1").get("properties"));
        var rows = new LinkedHashMap<String, Set<String>>();
        kinds.forEach((kind, headers) -> names(headers)
                .forEach(name -> rows.computeIfAbsent(
                                "`" + name + "` | %s | " + meaning(headers.get(name)), first -> new LinkedHashSet<>())
                        .add(kind)));
        return rows.entrySet().stream()
                .map(row -> row(row.getKey().formatted(String.join(", ", row.getValue()))))
                .collect(Collectors.joining());
    }

    private String values() throws IOException {
        var values = new StringBuilder();
        for (var topic : names(document.get("channels")).toList()) {
            var message = message(document.get("channels").get(topic));
            var type = message.get("name").asText();
            if (message.get("payload").has("$ref")) {
                values.append("\n### `").append(type).append("`\n\n| field | type | meaning |\n|---|---|---|\n");
                fields("", schema(type)).forEach(values::append);
            }
        }
        return values.toString();
    }

    private static List<String> fields(String prefix, JsonNode schema) {
        var rows = new ArrayList<String>();
        names(schema.get("properties")).forEach(name -> {
            var field = schema.get("properties").get(name);
            rows.add(row("`" + prefix + name + "`", type(field), meaning(field)));
            if (field.has("items")) {
                rows.addAll(fields(prefix + name + "[].", field.get("items")));
            }
        });
        return rows;
    }

    private static String type(JsonNode field) {
        var type = field.get("type");
        return type.isArray()
                ? StreamSupport.stream(type.spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(" or "))
                : type.asText();
    }

    private static String meaning(JsonNode field) {
        return Stream.of(
                        field.path("description").asText(),
                        field.has("const") ? "always `" + field.get("const").asText() + "`" : "",
                        field.has("enum")
                                        && !field.path("description")
                                                .asText()
                                                .contains(
                                                        field.get("enum").get(0).asText())
                                ? StreamSupport.stream(field.get("enum").spliterator(), false)
                                        .map(value -> "`" + value.asText() + "`")
                                        .collect(Collectors.joining(", "))
                                : "")
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(": "));
    }

    private static String link(String type) {
        return "[`%s`](../../%s/%s.json)".formatted(type, SCHEMAS.toString().replace('\\', '/'), type);
    }

    private static JsonNode schema(String type) throws IOException {
        return new ObjectMapper().readTree(SCHEMAS.resolve(type + ".json").toFile());
    }

    private JsonNode at(String reference) {
        return document.at(reference.substring(1));
    }

    private static Stream<String> names(JsonNode object) {
        return StreamSupport.stream(((Iterable<String>) object::fieldNames).spliterator(), false);
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }
}
