package semel.proof;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import semel.audit.Finding;
import semel.codec.OrderCodec;
import semel.decision.ThrowingPolicy;
import semel.kafka.TopicsConfig;
import semel.kit.DatabaseRows;
import semel.kit.Provokes;
import semel.kit.TestServers;
import semel.kit.Witness;
import semel.order.OrderId;

/**
 * Tests that the audit and the proof find manual edits of the tables: each column changed, a row deleted and a row inserted. The edits
 * come from the schema, so that a new column is edited too. An edit that one of the two does not find is listed here with the reason.
 */
@QuarkusTest
@TestProfile(EditsTest.OfItsOwn.class)
@Provokes("semel.decision.DecisionStore")
class EditsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Which of the two find an edit. */
    private enum Found {
        BOTH,
        PROOF,
        AUDIT,
        NEITHER
    }

    /** Edits that are not found by both. */
    private static final Map<String, Found> KNOWN = new TreeMap<>();

    private static void known(Found found, String why, String... edits) {
        assertThat(why).isNotEmpty();
        for (var edit : edits) {
            assertThat(KNOWN.put(edit, found)).as(edit).isNull();
        }
    }

    static {
        known(
                Found.PROOF,
                "The audit compares rows with rows. Only the proof compares a row with its record.",
                "customer_order.currency",
                "customer_order.accepted_at",
                "dead_letter.reason",
                "suppressed.id",
                "processed_event.partition",
                "processed_event.record_offset",
                "processed_event.record_offset lowest",
                "received.id",
                "received.kind",
                "received.fingerprint",
                "received.record_key",
                "received.record_value",
                "quarantine inserted");
        known(
                Found.PROOF,
                "Offsets and copies are compared with topics and groups only by the proof, and at each start.",
                "applied.topic_id",
                "applied.partition",
                "applied.topic",
                "applied.applied_next",
                "applied.applied_next lowest",
                "applied deleted",
                "progress.topic",
                "progress.decided_next",
                "progress.published_next",
                "progress.published_next lowest",
                "progress.passed_next lowest",
                "redrive.topic_id",
                "redrive.partition",
                "redrive.record_offset",
                "redrive.record_offset lowest",
                "redrive.copy_offset",
                "redrive.copy_offset lowest",
                "redrive deleted",
                "redrive inserted");
        known(
                Found.PROOF,
                "The audit cannot distinguish it from a decision in progress. The proof can, without traffic.",
                "stock.number",
                "stock inserted");
        known(
                Found.PROOF,
                "The audit finds new rows by their stamp, and a notification has none.",
                "notification inserted");
        known(
                Found.NEITHER,
                "The time is stored nowhere else.",
                "customer_order.applied_at",
                "received.received_at",
                "received.acknowledged_at",
                "redrive.requested_at",
                "redrive.acknowledged_at");
        known(Found.NEITHER, "A text for operators. Rows of earlier releases do not have it.", "dead_letter.detail");
        known(
                Found.NEITHER,
                "A stamp only says when a row is read again. The content of the row is judged in any case.",
                "customer_order.applied_in",
                "customer_order.applied_in ahead",
                "dead_letter.written_in",
                "dead_letter.written_in ahead",
                "decision.written_in",
                "decision.written_in ahead",
                "processed_event.written_in",
                "processed_event.written_in ahead",
                "suppressed.written_in",
                "suppressed.written_in ahead",
                "received.acknowledged_in",
                "received.acknowledged_in ahead");
        known(
                Found.NEITHER,
                "It only separates the events of this topic from those of a former one, and there is none.",
                "applied.begun_in",
                "applied.begun_in ahead");
        known(
                Found.NEITHER,
                "The owner and the key of a request are stored nowhere else.",
                "received.owner",
                "received.idempotency_key");
        known(
                Found.NEITHER,
                "It only saves a full reading, and is ignored if it was changed.",
                "audit_watermark.document",
                "audit_watermark.checksum",
                "audit_watermark deleted");
        known(Found.NEITHER, "A record without a row counts as a record of another program.", "received deleted");
        known(Found.NEITHER, "It has no meaning below the decided offset.", "progress.passed_next");
        known(
                Found.NEITHER,
                "Rows of deleted topics are kept, and never read.",
                "applied inserted",
                "progress inserted");
    }

    @Inject
    TestServers servers;

    @Inject
    TopicsConfig topics;

    @Inject
    Admin admin;

    @Test
    void eachEditIsFoundOrListedWithAReason() throws SQLException {
        var rows = servers.rows;
        try (var witness = servers.witness()) {
            fillTables(witness, rows);
        }
        assertThat(proof()).isEmpty();
        assertThat(verdict()).isEqualTo("CLEAN");
        var seen = new LinkedHashMap<String, Found>();
        for (var edit : edits(rows)) {
            rows.execute("create table kept as select * from " + edit.table());
            try {
                rows.execute(edit.sql().replace("TOPIC", "'" + topics.orders() + "'"));
                var auditing = CompletableFuture.supplyAsync(
                        () -> KNOWN.containsKey(edit.name()) ? verdict() : verdictOnceCounted());
                var proof = proof();
                var audit = auditing.join();
                assertThat(audit).as(edit.name()).isIn("CLEAN", "DIRTY");
                seen.put(
                        edit.name(),
                        !proof.isEmpty()
                                ? audit.equals("DIRTY") ? Found.BOTH : Found.PROOF
                                : audit.equals("DIRTY") ? Found.AUDIT : Found.NEITHER);
            } finally {
                rows.execute("delete from " + edit.table());
                rows.execute("insert into " + edit.table() + " select * from kept");
                rows.execute("drop table kept");
            }
        }
        assertThat(proof()).isEmpty();
        await().atMost(PATIENCE).until(() -> verdict().equals("CLEAN"));
        var expected = new TreeMap<>(KNOWN);
        seen.keySet().forEach(edit -> expected.putIfAbsent(edit, Found.BOTH));
        assertThat(new TreeMap<>(seen)).isEqualTo(expected);
    }

    private record Edit(String name, String table, String sql) {}

    /** The edits of each table, except those of pruning: {@link semel.pruning.PruningTest} has them. */
    private static List<Edit> edits(DatabaseRows rows) {
        var edits = new ArrayList<Edit>();
        for (var table : rows.one("""
                select string_agg(table_name, ' ' order by table_name) from information_schema.tables
                where table_schema = current_schema() and table_type = 'BASE TABLE' and table_name not like 'flyway%'
                  and table_name not like 'prun%'""").split(" ")) {
            var columns = Stream.of(rows.one("""
                    select string_agg(column_name || ':' || data_type, ',' order by ordinal_position)
                    from information_schema.columns where table_schema = current_schema() and table_name = ?""", table).split(","))
                    .map(column -> column.split(":"))
                    .toList();
            var row = " where ctid = (select max(ctid) from " + table + ")";
            var isEmpty = rows.one("select count(*) from " + table).equals("0");
            for (var column : isEmpty ? List.<String[]>of() : columns) {
                changes(column[0], column[1])
                        .forEach((how, value) -> edits.add(new Edit(
                                table + "." + column[0] + how,
                                table,
                                "update " + table + " set " + column[0] + " = " + value + row)));
            }
            if (!isEmpty) {
                edits.add(new Edit(table + " deleted", table, "delete from " + table + row));
            }
            if (!table.equals("audit_watermark")) { // it holds one row
                edits.add(new Edit(
                        table + " inserted",
                        table,
                        "insert into " + table + " " + inserted(columns, isEmpty, " from " + table + row)));
            }
        }
        return edits;
    }

    /** A row like another one except for its first column; in an empty table, any row. */
    private static String inserted(List<String[]> columns, boolean isEmpty, String like) {
        var values = new ArrayList<String>();
        for (var column : columns) {
            var isFirst = column == columns.get(0);
            if (isEmpty) {
                values.add(
                        switch (column[1]) {
                            case "uuid" -> UNKNOWN_ID;
                            case "timestamp with time zone" -> "now()";
                            case "xid8" -> "pg_current_xact_id()";
                            case "text" -> column[0].equals("topic") ? "TOPIC" : "'x'";
                            case "bytea" -> column[0].equals("seal") ? "cast('' as bytea)" : "null";
                            default -> column[0].equals("kind") ? "1" : "0";
                        });
            } else if (column[0].equals("idempotency_key")) {
                values.add("null");
            } else {
                values.add(isFirst ? changes(column[0], column[1]).get("") : column[0]);
            }
        }
        return "select " + String.join(", ", values) + (isEmpty ? "" : like);
    }

    private static String column(String column, String otherwise) {
        return "coalesce(" + column + ", " + otherwise + ")";
    }

    private static final String UNKNOWN_ID = "cast('00000000-0000-7000-8000-00000000beef' as uuid)";

    /** Other values for a column, by the suffix of the edit's name. */
    private static Map<String, String> changes(String column, String type) {
        return switch (type) {
            case "uuid" -> Map.of("", UNKNOWN_ID);
            case "bytea" -> Map.of("", "coalesce(" + column + ", '') || '\\x01'::bytea");
            // Changed by more than the control records that may be in between.
            case "bigint" ->
                switch (column) {
                    case "on_hand" -> Map.of("", column(column, "0") + " + 1000");
                    case "passed_next" -> Map.of("", column(column, "0") + " + 1", " lowest", "-9223372036854775808");
                    default -> Map.of("", column(column, "0") + " + 1000", " lowest", "-9223372036854775808");
                };
            case "integer", "smallint" -> Map.of("", column(column, "0") + " + 100");
            case "timestamp with time zone" -> Map.of("", "coalesce(" + column + ", now()) + interval '1 second'");
            case "xid8" -> Map.of("", "cast('1' as xid8)", " ahead", "cast('9000000000000000000' as xid8)");
            case "text" ->
                Map.of(
                        "",
                        switch (column) {
                            case "status", "outcome" ->
                                "case " + column + " when 'FULFILLED' then 'REFUSED' else 'FULFILLED' end";
                            case "kind" ->
                                "case kind when 'ORDER' then 'RECEIPT' when 'RECEIPT' then 'ORDER'"
                                        + " when 'FULFILLED' then 'REFUSED' else 'HELLO' end";
                            default -> column(column, "''") + " || 'x'";
                        });
            case "boolean" -> Map.of();
            default -> throw new IllegalStateException("no edit for a column of type " + type);
        };
    }

    /** Creates orders, a duplicate and dead letters, so that the tables have rows. */
    private void fillTables(Witness witness, DatabaseRows rows) {
        witness.receive("pen", 100);
        var failingProduct = "moody-" + UUID.randomUUID(); // ThrowingPolicy throws for it
        witness.receive(failingProduct, 5);
        witness.awaitApplied(PATIENCE);
        witness.order(1, failingProduct);
        post();
        witness.awaitApplied(PATIENCE);
        var dead = rows.one("select p.topic || ':' || d.partition || ':' || d.record_offset"
                + " from dead_letter d join progress p using (topic_id, partition)");
        var order = post();
        witness.awaitApplied(PATIENCE);
        var sent = witness.read("orders-in").stream()
                .filter(record -> Arrays.equals(record.key(), OrderCodec.key(new OrderId(order))))
                .findFirst()
                .orElseThrow();
        witness.write(
                "orders-in",
                List.of(new ProducerRecord<>(
                        sent.topic(), sent.partition(), sent.key(), sent.value(), sent.headers())));
        ThrowingPolicy.fix(true);
        given().urlEncodingEnabled(false)
                .post("/dead-letters/" + dead + "/redrive")
                .then()
                .statusCode(202);
        witness.awaitApplied(PATIENCE);
        ThrowingPolicy.fix(false);
        witness.order(1, failingProduct);
        post();
        witness.awaitApplied(PATIENCE);
    }

    private static UUID post() {
        var body =
                "{\"customerId\":\"c-1\",\"currency\":\"EUR\",\"lines\":[{\"productId\":\"pen\",\"quantity\":2,\"unitPrice\":100},"
                        + "{\"productId\":\"pen\",\"quantity\":1,\"unitPrice\":90}]}";
        var answer = given().contentType("application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .body(body)
                .post("/orders");
        assertThat(answer.statusCode()).isEqualTo(202);
        return UUID.fromString(answer.jsonPath().getString("orderId"));
    }

    /** The verdict, after waiting for a finding: PostgreSQL counts a change with a delay. */
    private static String verdictOnceCounted() {
        try {
            await().atMost(Duration.ofSeconds(10)).until(() -> !verdict().equals("CLEAN"));
        } catch (ConditionTimeoutException clean) {
            // the verdict stays CLEAN
        }
        return verdict();
    }

    private static String verdict() {
        var answer = given().get("/audit");
        return answer.statusCode() == 200 ? answer.jsonPath().getString("verdict") : "HTTP " + answer.statusCode();
    }

    private List<Finding> proof() {
        return servers.prove(admin, List.of(), PATIENCE);
    }

    /** Starts a separate application: no other test writes to its topics and tables. */
    public static final class OfItsOwn implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            // With small steps, some edits are in an early step of the audit and some in its last one.
            return Map.of("semel.audit.patience", "4s", "semel.audit.step", "300");
        }
    }
}
