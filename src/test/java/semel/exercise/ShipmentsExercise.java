package semel.exercise;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import semel.audit.FindingType;
import semel.kafka.TestTopics;
import semel.kit.App;
import semel.kit.Flags;
import semel.kit.Servers;
import semel.kit.TestPipeline;
import semel.kit.TextStyle;

/**
 * Checks the exercise of tutorial 4 as a command: starts the packaged application on a local broker and database, places orders, and
 * compares the topic {@code shipments}, the table {@code shipment} and the full proof with what the tutorial asks for.
 */
public final class ShipmentsExercise {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOPIC = "shipments";
    private static final String TYPE = "semel.shipment.requested.v1";
    private static final List<String> PARTS = List.of("topic", "table");

    /** What is to be shipped; of an order with these lines. */
    private record Shipment(String order, String customer, long pieces) {}

    private final TextStyle style = TextStyle.ofThisProcess();
    private final TestPipeline pipeline;
    private boolean isSolved = true;

    private ShipmentsExercise(TestPipeline pipeline) {
        this.pipeline = pipeline;
    }

    /** Exits with 0 if the part of the exercise is solved, else with 1. @param arguments the part: {@code topic} or {@code table} */
    public static void main(String[] arguments) {
        var part = arguments[0];
        if (!PARTS.contains(part)) {
            Flags.refuse(Flags.unknown("part", part, PARTS));
        }
        System.exit(isSolved(part) ? 0 : 1);
    }

    private static boolean isSolved(String part) {
        var topics = new TestTopics();
        if (!topics.published().contains(TOPIC)) {
            return notYet("No kind of event has the topic " + TOPIC + ": step 1 of the tutorial.");
        }
        if (part.equals("table") && !topics.outputs().contains(TOPIC)) {
            return notYet("The kind of the topic " + TOPIC + " is not applied: step 7 of the tutorial.");
        }
        try (var servers = Servers.start();
                var pipeline = TestPipeline.at(servers, Map.of());
                var app = pipeline.start("semel-0").awaitReady()) {
            return new ShipmentsExercise(pipeline).check(app, part);
        }
    }

    private static boolean notYet(String why) {
        System.out.println(TextStyle.ofThisProcess().bad("Not solved yet.") + " " + why);
        return false;
    }

    private boolean check(App app, String part) {
        pipeline.receive(app);
        var ids = placed(app);
        pipeline.awaitDone();
        checkTopic();
        if (part.equals("table")) {
            checkTable();
        }
        var proof = pipeline.prove(ids);
        claim("The full proof is CLEAN.", proof.isClean(), proof);
        if (part.equals("table")) {
            checkThatTheProofReads(ids);
        }
        return isSolved ? solved() : notYet("Fix what the lines above name.");
    }

    private boolean solved() {
        System.out.println(style.good("Solved."));
        return true;
    }

    /** Orders with one line and with several, and orders that are refused. */
    private Set<UUID> placed(App app) {
        var ids = new HashSet<>(pipeline.witness().order(20, "pen"));
        ids.addAll(pipeline.witness().order(5, "unknown"));
        for (var key : List.of("a", "b", "c")) {
            var answer = pipeline.client().order(app.base(), key, List.of("pen", "pen", "pen"));
            ids.add(UUID.fromString(answer.orderId()));
        }
        return ids;
    }

    private void checkTopic() {
        var decided = pipeline.witness().read("orders");
        var records = pipeline.witness().read(TOPIC);
        var owed = owed(decided);
        var values = records.stream().map(ShipmentsExercise::value).toList();
        claim(
                "Each fulfilled order has one record in the topic, and no refused one has.",
                texts(values, "orderId").size() == values.size()
                        && texts(values, "orderId")
                                .equals(owed.stream().map(Shipment::order).collect(Collectors.toSet())),
                values.size() + " records for " + owed.size() + " fulfilled orders");
        claim(
                "Each says the customer and the number of pieces.",
                values.stream()
                        .map(ShipmentsExercise::shipment)
                        .collect(Collectors.toSet())
                        .equals(owed),
                values);
        claim(
                "Its key is the order id.",
                records.stream().allMatch(record -> text(record.key()).equals(text(value(record), "orderId"))),
                keys(records));
        claim(
                "It is a CloudEvent of the type " + TYPE + ".",
                records.stream().allMatch(record -> header(record, "ce_type").equals(TYPE)),
                headers(records, "ce_type"));
        var transactions = decided.stream()
                .collect(Collectors.toMap(
                        record -> text(record.key()), record -> header(record, "tx"), (one, same) -> one));
        claim(
                "It is published in the transaction of its order, which counts it.",
                records.stream()
                        .allMatch(record -> header(record, "tx").equals(transactions.get(text(record.key())))
                                && header(record, "tx").contains(TOPIC + "=")),
                headers(records, "tx"));
        claim(
                "The schema of the type is served.",
                getClass().getResource("/META-INF/resources/schemas/" + TYPE + ".json") != null,
                "there is none in META-INF/resources/schemas");
    }

    private void checkTable() {
        var owed = owed(pipeline.witness().read("orders"));
        var rows = pipeline.rows(
                "select order_id, customer_id, pieces from shipment",
                row -> new Shipment(row.getString(1), row.getString(2), row.getLong(3)));
        claim(
                "Each record in the topic has one row in the table shipment.",
                rows.size() == owed.size() && Set.copyOf(rows).equals(owed),
                rows.size() + " rows for " + owed.size() + " fulfilled orders");
    }

    /** A table that the proof does not read is not proven. */
    private void checkThatTheProofReads(Set<UUID> ids) {
        pipeline.execute("delete from shipment where order_id = (select min(order_id::text)::uuid from shipment)");
        var afterwards = pipeline.prove(ids);
        claim(
                "The full proof names a row that is deleted.",
                afterwards.findings().stream().anyMatch(finding -> finding.type() == FindingType.I10_LOST),
                afterwards);
    }

    private void claim(String sentence, boolean isKept, Object found) {
        isSolved &= isKept;
        System.out.println((isKept ? style.good("yes") : style.bad("no ")) + " " + sentence
                + (isKept ? "" : " Found: " + shortened(found.toString())));
    }

    private static String shortened(String text) {
        return text.length() <= 500 ? text : text.substring(0, 500) + " …";
    }

    private static Set<Shipment> owed(List<ConsumerRecord<byte[], byte[]>> decided) {
        return decided.stream()
                .map(ShipmentsExercise::value)
                .filter(order -> text(order, "status").equals("FULFILLED"))
                .map(order -> new Shipment(text(order, "orderId"), text(order, "customerId"), pieces(order)))
                .collect(Collectors.toSet());
    }

    private static long pieces(JsonNode order) {
        return StreamSupport.stream(order.path("lines").spliterator(), false)
                .mapToLong(line -> line.path("quantity").longValue())
                .sum();
    }

    private static Shipment shipment(JsonNode value) {
        return new Shipment(
                text(value, "orderId"),
                text(value, "customerId"),
                value.path("pieces").longValue());
    }

    private static JsonNode value(ConsumerRecord<byte[], byte[]> record) {
        try {
            return JSON.readTree(record.value());
        } catch (IOException noJson) {
            throw new UncheckedIOException(noJson);
        }
    }

    private static Set<String> texts(List<JsonNode> values, String field) {
        return values.stream().map(value -> text(value, field)).collect(Collectors.toSet());
    }

    private static String text(JsonNode value, String field) {
        return value.path(field).asText();
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "" : new String(bytes, UTF_8);
    }

    private static List<String> keys(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream().map(record -> text(record.key())).toList();
    }

    private static List<String> headers(List<ConsumerRecord<byte[], byte[]>> records, String name) {
        return records.stream().map(record -> header(record, name)).distinct().toList();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? "" : text(header.value());
    }
}
