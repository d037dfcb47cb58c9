package semel.pruning;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import semel.audit.Finding;
import semel.codec.OrderCodec;
import semel.kafka.TopicsConfig;
import semel.kit.DatabaseRows;
import semel.kit.Provokes;
import semel.kit.TestServers;
import semel.kit.Witness;
import semel.order.OrderId;

/** Tests that rows are pruned once they are older than a horizon of seconds and retention has deleted their records. */
@QuarkusTest
@TestProfile(PruningTest.WithAShortHorizon.class)
@Provokes("semel.pruning.Pruning")
class PruningTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    TestServers servers;

    @Inject
    TopicsConfig topics;

    @Inject
    Admin admin;

    private Witness witness;
    private DatabaseRows rows;

    @BeforeEach
    void open() {
        witness = servers.witness();
        rows = servers.rows;
    }

    @AfterEach
    void close() {
        takePoints();
        witness.close();
    }

    @Test
    void rowsOlderThanTheHorizonAreDeletedAndTheVerdictsStayCleanOverSeveralHorizons() throws Exception {
        witness.receive("pencil", 1_000);
        witness.awaitApplied(PATIENCE);
        var first = accepted();
        for (int horizon = 0; horizon < 3; horizon++) {
            // Given
            var orders = orders("pencil", 20);
            orders.add(order("none-of-it"));
            var withoutTime = witness.order(1, "pencil").get(0); // its id has no timestamp
            var duplicated = orders.get(0);
            witness.write("orders-in", List.of(recordOf(duplicated)));
            witness.awaitApplied(PATIENCE);
            // When
            witness.retentionDeletesAll();
            // Then
            awaitPruned(orders);
            assertThat(rows.one("select count(*) from decision where id = ?", withoutTime))
                    .isEqualTo("1");
            assertClean();
            assertThat(given().get("/orders/" + orders.get(1)).statusCode()).isEqualTo(200);
        }
        assertThat(accepted())
                .isEqualTo(new Totals(first.accepted() + 63, first.fulfilled() + 63, first.refused() + 3));
        // and the audit has the same result without its watermark
        var before = accepted();
        rows.execute("delete from audit_watermark");
        rows.execute(
                "update notification set kind = kind where created_at = (select max(created_at) from notification)");
        assertClean();
        assertThat(accepted()).isEqualTo(before);
    }

    @Test
    void rowsStayWhileTheTopicsHaveTheirRecords() throws Exception {
        // Given
        witness.receive("chalk", 100);
        var orders = orders("chalk", 3);
        witness.awaitApplied(PATIENCE);
        witness.retentionDeletesAll();
        awaitPruned(orders);
        var readable = orders("chalk", 3);
        witness.awaitApplied(PATIENCE);
        // When: the horizon passes
        await().atMost(PATIENCE).until(() -> isForgotten(readable.get(2)));
        await().during(Duration.ofSeconds(2)).atMost(PATIENCE).until(() -> decisions(readable) == 3);
        // Then
        assertClean();
        witness.retentionDeletesAll();
        awaitPruned(readable);
        assertClean();
    }

    /** After a move to another cluster, today's topics never had the events. */
    @Test
    void rowsDoNotStayForEventsOfAFormerTopic() throws Exception {
        // Given: only the outputs have records
        witness.receive("stamp", 100);
        var orders = orders("stamp", 3);
        witness.awaitApplied(PATIENCE);
        witness.retentionDeletes("orders-in", "receipts-in");
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> isForgotten(orders.get(2))); // no row before the first time
        await().during(Duration.ofSeconds(2)).atMost(PATIENCE).until(() -> decisions(orders) == 3);
        // When
        rows.execute("update applied set begun_in = pg_current_xact_id()");
        // Then
        awaitPruned(orders);
        rows.execute("update applied set begun_in = '0'");
        witness.retentionDeletesAll();
        assertClean();
    }

    @Test
    void aReplayOfAPrunedOrderBecomesADeadLetterAndNoSecondOrder() throws Exception {
        // Given
        witness.receive("eraser", 100);
        var old = order("eraser");
        witness.awaitApplied(PATIENCE);
        var record = recordOf(old);
        witness.retentionDeletesAll();
        awaitPruned(List.of(old));
        var stock = rows.one("select on_hand from inventory where product_id = 'eraser'");
        // When
        witness.write("orders-in", List.of(record));
        witness.awaitApplied(PATIENCE);
        // Then
        assertThat(rows.one("select count(*) from decision where id = ?", old)).isEqualTo("0");
        assertThat(rows.one("select on_hand from inventory where product_id = 'eraser'"))
                .isEqualTo(stock);
        var letters = given().get("/dead-letters").jsonPath();
        assertThat(letters.getString("items[0].reason")).isEqualTo("older-than-horizon");
        assertThat(letters.getString("items[0].redrive")).isNull();
        assertClean();
    }

    @Test
    void aLossAmongTheKeptRowsIsFound() throws Exception {
        // Given
        witness.receive("ruler", 100);
        var old = orders("ruler", 3);
        witness.awaitApplied(PATIENCE);
        witness.retentionDeletesAll();
        awaitPruned(old);
        takeNoPoints(); // or the kept order is pruned as well, as soon as the horizon has passed
        var kept = order("ruler");
        witness.awaitApplied(PATIENCE);
        assertClean();
        for (var loss :
                List.of("decision where id", "inventory_movement where subject", "notification where order_id")) {
            var table = loss.split(" ")[0];
            rows.execute("create table lost as select * from " + loss + " = ?", kept);
            // When
            rows.execute("delete from " + loss + " = ?", kept);
            // Then
            assertThat(given().get("/audit").jsonPath().getString("verdict"))
                    .as(loss)
                    .isEqualTo("DIRTY");
            assertThat(proof()).as(loss).isNotEmpty();
            rows.execute("insert into " + table + " select * from lost");
            rows.execute("drop table lost");
        }
        assertClean();
        // When: the opening balance is changed, and the audit reads everything again
        var edited = rows.one("""
                with edited as (update pruning_stock set on_hand = on_hand + 1 where product_id = 'ruler' returning taken_at),
                     read_again as (update notification set kind = kind where order_id = ?)
                select max(taken_at) from edited""", kept);
        // Then
        assertThat(given().get("/audit").jsonPath().getList("findings.key")).contains("ruler");
        assertThat(proof()).extracting(Finding::key).contains("ruler");
        rows.execute("update pruning_stock set on_hand = on_hand - 1 where product_id = 'ruler' and taken_at <= '%s'"
                .formatted(edited));
        rows.execute("update notification set kind = kind where order_id = ?", kept);
        assertClean();
        takePoints();
    }

    @Test
    void aHorizonThatIsNotLongerThanEachRetentionIsRefused() {
        assertThatThrownBy(() -> check("14d", "1d"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("orders-in keeps records for PT336H")
                .hasMessageContaining("notifications keeps records for PT336H");
        assertThatThrownBy(() -> check("15d", "1d")).isInstanceOf(IllegalStateException.class);
        check("361h", "1d");
    }

    private void check(String horizon, String margin) {
        var config = new SmallRyeConfigBuilder()
                .withMapping(PruningConfig.class)
                .withDefaultValue("semel.pruning.horizon", horizon)
                .withDefaultValue("semel.pruning.margin", margin)
                .addDiscoveredConverters()
                .build()
                .getConfigMapping(PruningConfig.class);
        new RetentionCheck(admin, topics, config).atStart(null);
    }

    @Test
    void aHistoryWithFindingsIsNotPruned() throws Exception {
        // Given: no point between the order and its change
        witness.receive("stapler", 100);
        takeNoPoints();
        var dirty = order("stapler");
        witness.awaitApplied(PATIENCE);
        rows.execute("update customer_order set total = total + 1 where order_id = ?", dirty);
        takePoints();
        // When
        witness.retentionDeletesAll();
        await().during(Duration.ofSeconds(6)).atMost(PATIENCE).until(() -> decisions(List.of(dirty)) == 1);
        // Then
        rows.execute("update customer_order set total = total - 1 where order_id = ?", dirty);
        awaitPruned(List.of(dirty));
        assertClean();
    }

    /** From now on the history is pruned only up to points that exist. */
    private void takeNoPoints() {
        rows.execute("create function no_point() returns trigger language plpgsql as $$ begin return null; end $$");
        rows.execute("create trigger no_point before insert on pruning_point for each row execute function no_point()");
    }

    private void takePoints() {
        rows.execute("drop function if exists no_point cascade");
    }

    private ProducerRecord<byte[], byte[]> recordOf(UUID id) {
        return witness.read("orders-in").stream()
                .filter(record -> record.key() != null && Arrays.equals(record.key(), OrderCodec.key(new OrderId(id))))
                .map(record -> new ProducerRecord<>(record.topic(), record.key(), record.value()))
                .findFirst()
                .orElseThrow();
    }

    private List<UUID> orders(String product, int n) {
        return new ArrayList<>(Stream.generate(() -> order(product)).limit(n).toList());
    }

    private static UUID order(String product) {
        return UUID.fromString(given().contentType(ContentType.JSON)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .body("{\"customerId\":\"ada\",\"currency\":\"EUR\",\"lines\":[{\"productId\":\"" + product
                        + "\",\"quantity\":1,\"unitPrice\":120}]}")
                .post("/orders")
                .then()
                .statusCode(202)
                .extract()
                .path("orderId"));
    }

    private boolean isForgotten(UUID id) {
        return rows.one("select cast(? as uuid) < forgotten_before from pruned", id)
                .equals("t");
    }

    private long decisions(List<UUID> ids) {
        return ids.stream()
                .mapToLong(id -> Long.parseLong(rows.one("select count(*) from decision where id = ?", id)))
                .sum();
    }

    private void awaitPruned(List<UUID> ids) {
        await().atMost(PATIENCE).until(() -> decisions(ids) == 0);
        for (var id : ids) {
            for (var row :
                    List.of("received where id", "processed_event where subject", "inventory_movement where subject")) {
                assertThat(rows.one("select count(*) from " + row + " = ?", id))
                        .as(row)
                        .isEqualTo("0");
            }
        }
    }

    private record Totals(int accepted, int fulfilled, int refused) {}

    private static Totals accepted() {
        var report = given().get("/audit").jsonPath();
        return new Totals(report.getInt("accepted"), report.getInt("fulfilled"), report.getInt("refused"));
    }

    /** Asserts that the full proof and the online audit find nothing. */
    private void assertClean() {
        assertThat(proof()).isEmpty();
        var report = given().get("/audit").jsonPath();
        assertThat(report.getString("verdict"))
                .as(report.getList("findings").toString())
                .isEqualTo("CLEAN");
    }

    private List<Finding> proof() {
        return servers.prove(admin, List.of(), PATIENCE);
    }

    public static final class WithAShortHorizon implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "semel.pruning.horizon", "2s",
                    "semel.pruning.margin", "-PT400H", // retention is long: the test deletes records earlier
                    "semel.pruning.every", "300ms",
                    "semel.pruning.batch", "7");
        }
    }
}
