package semel.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import semel.Arrow;
import semel.kafka.Channels;
import semel.kafka.TestTopics;
import semel.kafka.TopicsAtStart;
import semel.kafka.TopicsConfig;
import semel.order.EventId;

/** Tests that the AsyncAPI document describes what the code does. */
class AsyncApiTest {
    private static final TopicsConfig TOPICS = new TestTopics("t-");
    private static final JsonNode DOCUMENT =
            JsonSchemas.parse(AsyncApi.json(TOPICS).getBytes(UTF_8));

    @Test
    void theChannelsAreTheTopicsWithTheirNamesAndSettings() {
        var channels = DOCUMENT.path("channels");
        assertThat(channels.findValuesAsText("address")).containsExactlyInAnyOrderElementsOf(TOPICS.all());
        channels.properties().forEach(channel -> {
            assertThat(channel.getValue().path("address").textValue()).isEqualTo("t-" + channel.getKey());
            var kafka = resolve(channel.getValue().at("/bindings/$ref")).path("kafka");
            assertThat(kafka.path("partitions").intValue()).isEqualTo(TOPICS.partitions());
            assertThat(kafka.path("replicas").intValue()).isEqualTo(TOPICS.replication());
            assertThat(kafka.at("/topicConfiguration/retention.ms").longValue())
                    .isEqualTo(TOPICS.retention().toMillis());
            assertThat(kafka.at("/topicConfiguration/max.message.bytes").intValue())
                    .isEqualTo(TopicsAtStart.MAX_MESSAGE_BYTES);
        });
    }

    @Test
    void theOperationsAreTheChannelsOfTheApplication() throws IOException {
        var operations = new TreeSet<String>();
        DOCUMENT.path("operations").properties().forEach(operation -> {
            var channel = operation.getValue().at("/channel/$ref").textValue();
            operations.add(String.join(
                    " ",
                    operation.getKey(),
                    operation.getValue().path("action").textValue(),
                    channel.substring("#/channels/".length()),
                    operation.getValue().at("/tags/0/name").textValue()));
        });
        assertThat(operations)
                .containsExactlyInAnyOrderElementsOf(Arrow.all().stream()
                        .map(arrow -> String.join(
                                " ",
                                arrow.channel() + "-" + arrow.topic(),
                                arrow.isInput() ? "receive" : "send",
                                arrow.topic(),
                                arrow.packageLabel()))
                        .toList());
    }

    @Test
    void eachReceivingOperationNamesItsConsumerGroup() {
        var groups = Map.of(
                Channels.TO_DECIDE, TOPICS.decisionGroup(),
                Channels.TO_APPLY, TOPICS.projectionGroup());
        DOCUMENT.path("operations").properties().forEach(operation -> {
            var bindings = operation.getValue().at("/bindings/$ref");
            var group = groups.entrySet().stream()
                    .filter(each -> operation.getKey().startsWith(each.getKey() + "-"))
                    .map(Map.Entry::getValue)
                    .findAny();
            assertThat(bindings.isMissingNode()).isEqualTo(group.isEmpty());
            group.ifPresent(name -> assertThat(
                            resolve(bindings).at("/kafka/groupId/const").textValue())
                    .isEqualTo(name));
        });
    }

    @Test
    void eachChannelHasTheMessageOfItsTopic() {
        var types = new HashMap<>(Map.of(
                "orders-in", MessageType.ORDER_ACCEPTED.text(),
                "receipts-in", MessageType.RECEIPT_ACCEPTED.text(),
                "orders-dead-letters", JsonSchemas.DEAD_LETTER));
        for (var kind : EventId.Kind.values()) {
            types.put(new TestTopics().of(kind), MessageType.of(kind).text());
        }
        types.forEach((topic, type) -> {
            var messages = DOCUMENT.at("/channels/" + topic + "/messages");
            assertThat(messages).as(topic).hasSize(1);
            var message = resolve(messages.elements().next().path("$ref"));
            assertThat(message.path("name").textValue()).isEqualTo(type);
            assertThat(message.path("headers").isObject()).isTrue();
            if (!type.equals(JsonSchemas.DEAD_LETTER)) {
                assertThat(message.at("/payload/$ref").textValue()).isEqualTo("schemas/" + type + ".json");
                assertThat(message.at("/headers/allOf/1/properties/ce_type/const")
                                .textValue())
                        .isEqualTo(type);
                assertThat(resolve(message.at("/bindings/$ref"))
                                .at("/kafka/key/type")
                                .textValue())
                        .isEqualTo("string");
            }
        });
    }

    @Test
    void eachReferenceLeadsToAnObject() {
        var references = DOCUMENT.findValuesAsText("$ref");
        assertThat(references).hasSizeGreaterThan(40);
        references.stream()
                .filter(reference -> reference.startsWith("#/"))
                .forEach(reference -> assertThat(
                                DOCUMENT.at(reference.substring(1)).isObject())
                        .as(reference)
                        .isTrue());
        references.stream()
                .filter(reference -> !reference.startsWith("#/"))
                .forEach(reference -> assertThat(JsonSchemas.source(reference.replaceAll("^schemas/|\\.json$", ""))
                                .isObject())
                        .as(reference)
                        .isTrue());
    }

    /** AsyncAPI 3.0.0 defines required and optional fields. Its tools ignore fields with other names. */
    @Test
    void theDocumentHasAllRequiredFieldsAndNoUnknownFields() {
        assertThat(DOCUMENT.path("asyncapi").textValue()).isEqualTo("3.0.0");
        assertFields(
                DOCUMENT, List.of("asyncapi", "info"), "defaultContentType", "channels", "operations", "components");
        assertFields(DOCUMENT.path("info"), List.of("title", "version"), "description", "license");
        assertFields(DOCUMENT.at("/info/license"), List.of("name"), "url");
        DOCUMENT.path("channels")
                .forEach(channel ->
                        assertFields(channel, List.of("address", "messages"), "title", "description", "bindings"));
        DOCUMENT.path("operations")
                .forEach(operation -> assertFields(
                        operation, List.of("action", "channel"), "summary", "tags", "messages", "bindings"));
        DOCUMENT.at("/components/messages")
                .forEach(message -> assertFields(
                        message, List.of("name", "headers", "payload"), "title", "summary", "contentType", "bindings"));
        assertFields(
                DOCUMENT.path("components"),
                List.of(),
                "messages",
                "schemas",
                "channelBindings",
                "operationBindings",
                "messageBindings");
        DOCUMENT.path("components")
                .findValues("kafka")
                .forEach(kafka ->
                        assertThat(kafka.path("bindingVersion").textValue()).isEqualTo("0.5.0"));
    }

    private static void assertFields(JsonNode object, List<String> required, String... optional) {
        var names = new TreeSet<String>();
        object.fieldNames().forEachRemaining(names::add);
        assertThat(names).containsAll(required);
        assertThat(Stream.concat(required.stream(), Arrays.stream(optional)).toList())
                .containsAll(names);
    }

    private static JsonNode resolve(JsonNode reference) {
        return DOCUMENT.at(reference.textValue().substring(1));
    }
}
