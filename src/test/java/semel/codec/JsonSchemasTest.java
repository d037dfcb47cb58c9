package semel.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static semel.codec.JsonSchemas.violations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import semel.kafka.Coordinates;
import semel.kafka.TestTopics;
import semel.kafka.TopicsConfig;
import semel.order.AnyValues;
import semel.order.Event;
import semel.order.EventId;
import semel.order.Order;
import semel.order.Receipt;

/** Tests that the schemas and the codecs accept and refuse the same documents. */
class JsonSchemasTest {
    private static final Path SERVED = Path.of("src", "main", "resources", "META-INF", "resources", "schemas");
    private static final TopicsConfig TOPICS = new TestTopics();
    private static final Coordinates SOURCE = new Coordinates("orders-in", 3, 7);
    private static final String ID = "01890a5d-ac96-774b-bcce-b302099a8057";
    private static final String ORDER = "'schema':1,'orderId':'" + ID + "','customerId':'c-1','currency':'EUR',"
            + "'lines':[{'productId':'p-1','quantity':2,'unitPrice':1250}],'acceptedAt':'2026-01-01T12:00:00Z'";

    /** One valid document of each type. */
    private static final Map<String, String> SAMPLES = Map.of(
            "semel.order.accepted.v1", "{" + ORDER + "}",
            "semel.order.decided.v1",
                    "{" + ORDER
                            + ",'total':2500,'status':'REFUSED','reason':'OUT_OF_STOCK','decidedAt':'2026-01-01T12:00:01Z'}",
            "semel.receipt.accepted.v1",
                    "{'schema':1,'receiptId':'" + ID
                            + "','productId':'p-1','quantity':100,'acceptedAt':'2026-01-01T12:00:00Z'}",
            "semel.stock.moved.v1",
                    "{'schema':1,'subject':'" + ID
                            + "','line':0,'productId':'p-1','change':-2,'number':2,'balance':98,'decidedAt':'2026-01-01T12:00:01Z'}",
            "semel.customer.notified.v1",
                    "{'schema':1,'orderId':'" + ID
                            + "','customerId':'c-1','kind':'FULFILLED','decidedAt':'2026-01-01T12:00:01Z'}",
            "semel.dead-letter.v1",
                    "{'reason':'unreadable','detail':' must be UTF-8','src':'orders-in:0:7','tx':'semel-0/1a2b:3:orders-dead-letters=1'}");

    /** Whether the codec of a type accepts a value. Dead letters have no codec, and no codec reads the total. */
    private static final Map<String, Predicate<byte[]>> CODECS = new HashMap<>(Map.of(
            "semel.order.accepted.v1", value -> isValid(OrderCodec.decode(ID.getBytes(UTF_8), value)),
            "semel.receipt.accepted.v1", value -> isValid(ReceiptCodec.decode("p-1".getBytes(UTF_8), value))));

    static {
        for (var kind : EventId.Kind.values()) {
            CODECS.put(MessageType.of(kind).text(), value -> isValid(EventCodec.decode(kind, value)));
        }
    }

    private static Stream<String> types() {
        return Stream.concat(
                        Stream.of(MessageType.ORDER_ACCEPTED, MessageType.RECEIPT_ACCEPTED),
                        Arrays.stream(EventId.Kind.values()).map(MessageType::of))
                .map(MessageType::text);
    }

    @Property(tries = 200)
    void everyEventConformsToItsSchema(@ForAll("events") Event event) {
        var value = EventCodec.encode(TOPICS, event, SOURCE).value();
        assertThat(violations(MessageType.of(event.id().kind()).text(), value)).isEmpty();
    }

    @Property(tries = 100)
    void everyAcceptedOrderConformsToItsSchema(@ForAll("orders") Order order) {
        assertThat(violations(MessageType.ORDER_ACCEPTED.text(), OrderCodec.encode(order)))
                .isEmpty();
    }

    @Property(tries = 100)
    void everyAcceptedReceiptConformsToItsSchema(@ForAll("receipts") Receipt receipt) {
        assertThat(violations(MessageType.RECEIPT_ACCEPTED.text(), ReceiptCodec.encode(receipt)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "semel.order.accepted.v1    | schema               | 2",
                "semel.order.accepted.v1    | schema               | '1'",
                "semel.order.accepted.v1    | orderId              | '01890A5D-AC96-774B-BCCE-B302099A8057'",
                "semel.order.accepted.v1    | customerId           | ''",
                "semel.order.accepted.v1    | customerId           | '-c'",
                "semel.order.accepted.v1    | currency             | 'EURO'",
                "semel.order.accepted.v1    | lines                | []",
                "semel.order.accepted.v1    | lines                | {}",
                "semel.order.accepted.v1    | lines                | [1]",
                "semel.order.accepted.v1    | lines/0/productId    | null",
                "semel.order.accepted.v1    | lines/0/quantity     | 0",
                "semel.order.accepted.v1    | lines/0/quantity     | 1000001",
                "semel.order.accepted.v1    | lines/0/quantity     | 1.5",
                "semel.order.accepted.v1    | lines/0/unitPrice    | -1",
                "semel.order.accepted.v1    | lines/0/unitPrice    | 10000000001",
                "semel.order.accepted.v1    | acceptedAt           | '2026-01-01'",
                "semel.order.accepted.v1    | acceptedAt           | '2026-02-30T00:00:00Z'",
                "semel.order.accepted.v1    | acceptedAt           | '0000-01-01T00:00:00Z'",
                "semel.receipt.accepted.v1  | receiptId            | 'r-1'",
                "semel.receipt.accepted.v1  | quantity             | 0",
                "semel.receipt.accepted.v1  | quantity             | 1000000001",
                "semel.receipt.accepted.v1  | productId            | 7",
                "semel.order.decided.v1     | schema               | 2",
                "semel.order.decided.v1     | status               | 'ACCEPTED'",
                "semel.order.decided.v1     | status               | 'FULFILLED'",
                "semel.order.decided.v1     | reason               | null",
                "semel.order.decided.v1     | reason               | 'because'",
                "semel.order.decided.v1     | decidedAt            | 1767268800",
                "semel.stock.moved.v1       | subject              | 'p-1'",
                "semel.stock.moved.v1       | line                 | 101",
                "semel.stock.moved.v1       | change               | 0",
                "semel.stock.moved.v1       | change               | -1000000001",
                "semel.stock.moved.v1       | number               | 0",
                "semel.stock.moved.v1       | balance              | -1",
                "semel.stock.moved.v1       | balance              | 9223372036854775808",
                "semel.customer.notified.v1 | kind                 | 'fulfilled'",
                "semel.customer.notified.v1 | customerId           | 'c 1'",
                "semel.customer.notified.v1 | orderId              | null",
                "semel.dead-letter.v1       | reason               | 'other'",
                "semel.dead-letter.v1       | src                  | 'orders-in'",
                "semel.dead-letter.v1       | tx                   | 'semel-0'",
                "semel.dead-letter.v1       | value-bytes          | 'many'",
            })
    void aBadFieldIsRefusedByTheSchemaAndByTheCodec(String schema, String pointer, String value) {
        // Given
        var document = sample(schema);
        var slash = ("/" + pointer).lastIndexOf('/');
        var parent = document.at(("/" + pointer).substring(0, slash));
        // When
        ((ObjectNode) parent).set(("/" + pointer).substring(slash + 1), JsonSchemas.json(value));
        // Then
        assertThat(violations(schema, document)).isNotEmpty();
        assertThat(isAccepted(schema, document)).isFalse();
    }

    @Test
    void aDocumentThatLacksAFieldIsRefused() {
        SAMPLES.keySet()
                .forEach(schema -> sample(schema).fieldNames().forEachRemaining(field -> {
                    var document = sample(schema);
                    document.remove(field);
                    assertThat(violations(schema, document))
                            .as(schema + " " + field)
                            .isNotEmpty();
                    // The codec ignores the total, because it follows from the lines.
                    assertThat(isAccepted(schema, document) && !field.equals("total"))
                            .as(schema + " " + field)
                            .isFalse();
                }));
    }

    /** Compatibility within a version depends on this. */
    @Test
    void anUnknownFieldIsAccepted() {
        SAMPLES.keySet().forEach(schema -> {
            var document = sample(schema).put("gift", "yes");
            assertThat(violations(schema, document)).as(schema).isEmpty();
            assertThat(CODECS.getOrDefault(schema, any -> true)
                            .test(document.toString().getBytes(UTF_8)))
                    .as(schema)
                    .isTrue();
        });
    }

    @Test
    void aNumberWithAZeroFractionIsAnInteger() {
        SAMPLES.keySet().stream().filter(CODECS::containsKey).forEach(schema -> {
            var document = sample(schema).put("schema", new BigDecimal("1.0"));
            assertThat(violations(schema, document)).as(schema).isEmpty();
            assertThat(isAccepted(schema, document)).as(schema).isTrue();
        });
    }

    @ParameterizedTest
    @MethodSource("types")
    void noDocumentConformsToTheSchemaOfAnotherType(String type) {
        SAMPLES.keySet().stream()
                .filter(other -> !other.equals(type))
                // A decided order has all fields of an accepted order.
                .filter(other ->
                        !type.equals(MessageType.ORDER_ACCEPTED.text()) || !other.equals("semel.order.decided.v1"))
                .forEach(other -> assertThat(violations(type, (JsonNode) sample(other)))
                        .as(other)
                        .isNotEmpty());
    }

    @Test
    void eachTypeHasASchemaOfItsNameAndNoOtherSchemaIsServed() throws IOException {
        var names = Stream.concat(types(), Stream.of(JsonSchemas.DEAD_LETTER)).toList();
        try (Stream<Path> files = Files.list(SERVED)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            names.stream().map(name -> name + ".json").toList());
        }
        for (var name : names) {
            var schema = JsonSchemas.source(name);
            assertThat(schema.has("$id"))
                    .as("a schema is identified by its address, so it has no $id")
                    .isFalse();
            assertThat(JsonSchemas.violationsOfTheDraft(schema)).as(name).isEmpty();
        }
    }

    @Test
    void theValidatorFindsAnInvalidSchema() {
        assertThat(JsonSchemas.violationsOfTheDraft(JsonSchemas.json("{'type':'strin'}")))
                .isNotEmpty();
    }

    private static ObjectNode sample(String schema) {
        return (ObjectNode) JsonSchemas.json(SAMPLES.get(schema));
    }

    private static boolean isAccepted(String schema, JsonNode document) {
        return CODECS.getOrDefault(schema, unread -> false)
                .test(document.toString().getBytes(UTF_8));
    }

    private static boolean isValid(Parsed<?> parsed) {
        return parsed instanceof Parsed.Valid;
    }

    @Provide
    Arbitrary<Event> events() {
        return AnyValues.event();
    }

    @Provide
    Arbitrary<Order> orders() {
        return AnyValues.order();
    }

    @Provide
    Arbitrary<Receipt> receipts() {
        return AnyValues.receipt();
    }
}
