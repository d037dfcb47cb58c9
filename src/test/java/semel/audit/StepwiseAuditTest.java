package semel.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import semel.kit.DatabaseRows;
import semel.kit.TestServers;
import semel.sql.FreshContext;

/** Audits a history that is longer than one step. */
@QuarkusTest
@TestProfile(TableEvidenceTest.OfItsOwn.class)
class StepwiseAuditTest {
    private static final int ORDERS = 5_000;
    private static final UUID EARLY = PastOrders.at(700);

    @Inject
    TestServers servers;

    @Inject
    TableEvidence tables;

    @Inject
    StepwiseAudit stepwise;

    @Inject
    WatermarkTable watermarks;

    @Inject
    Vertx vertx;

    private final List<Progress> reported = new ArrayList<>();
    private DatabaseRows rows;
    private PastOrders pastOrders;

    @BeforeEach
    void aLongPast() {
        rows = servers.rows;
        rows.execute("delete from audit_watermark");
        pastOrders = new PastOrders(rows);
        pastOrders.orders(ORDERS);
    }

    @Test
    void stepsGiveTheSameReportAsOneRead() {
        // When
        var judged = judge(Watermark.NONE);
        // Then
        assertThat(reported).hasSizeGreaterThan(5);
        assertThat(judged.clean()).isEqualTo(judged.upTo()).isEqualTo(answer(watermarks.load()));
        assertThat(judged.upTo().totals().accepted()).isBetween(ORDERS - 1_000L, (long) ORDERS);
        assertThat(report(judged))
                .usingRecursiveComparison()
                .ignoringFields("cut")
                .isEqualTo(report(StepwiseAudit.Judged.of(Watermark.NONE)));
        assertThat(report(judged).verdict()).isEqualTo(Report.AuditVerdict.CLEAN);
    }

    @Test
    void anInterruptedAuditContinuesFromItsWatermark() {
        // Given
        var judged = judge(Watermark.NONE);
        pastOrders.orders(ORDERS);
        reported.clear();
        // When
        var further = judge(answer(watermarks.load()));
        // Then
        assertThat(reported).hasSizeGreaterThan(5);
        assertThat(further.upTo().decidedNext().values())
                .allSatisfy(next -> assertThat(next)
                        .isGreaterThan(
                                judged.upTo().decidedNext().values().iterator().next()));
        assertThat(report(further).accepted()).isEqualTo(2L * ORDERS);
        assertThat(report(further).verdict()).isEqualTo(Report.AuditVerdict.CLEAN);
    }

    @Test
    void aSuspectStopsTheWatermarkButNotTheSteps() {
        // Given
        rows.execute("delete from notification where order_id = ?", EARLY);
        // When
        var judged = judge(Watermark.NONE);
        // Then
        assertThat(judged.suspects()).extracting(Finding::key).containsExactly(EARLY.toString());
        assertThat(judged.upTo().totals().accepted()).isGreaterThan(ORDERS - 1_000L);
        assertThat(judged.clean().totals().accepted()).isLessThan(700);
        assertThat(judged.clean()).isEqualTo(answer(watermarks.load()));
        assertThat(report(judged).findings()).singleElement().matches(found -> found.type() == FindingType.I5_TORN);
    }

    @Test
    void aRecordWithTwoTracesIsReportedAfterTheSteps() {
        // Given
        rows.execute("insert into suppressed select topic_id, partition, 700, ? from progress", EARLY);
        pastOrders.orders(ORDERS);
        // When
        var judged = judge(Watermark.NONE);
        // Then
        assertThat(judged.upTo().totals().accepted()).isBetween(ORDERS - 1_000L, (long) ORDERS);
        assertThat(report(judged).findings())
                .containsExactly(new Finding(
                        FindingType.I6_TRACED_TWICE, "orders-in:0:700", "traces: SUPPRESSED, and an earlier one"));
    }

    @Test
    void anAcceptedOrderWithoutADecisionIsFoundByItsStep() {
        // Given
        rows.execute("delete from processed_event where subject = ?", EARLY);
        rows.execute("delete from customer_order where order_id = ?", EARLY);
        rows.execute("delete from notification where order_id = ?", EARLY);
        rows.execute("update received set acknowledged_in = '1000000000000' where id = ?", EARLY);
        rows.execute("update received set acknowledged_in = pg_current_xact_id() where id = ?", EARLY);
        rows.execute("update decision set id = ? where id = ?", new UUID(1, 1), EARLY);
        pastOrders.orders(ORDERS);
        // When
        var judged = judge(Watermark.NONE);
        // Then
        assertThat(judged.suspects())
                .contains(new Finding(FindingType.I1_UNDECIDED, EARLY, "accepted, but not in the table decision"));
    }

    private StepwiseAudit.Judged judge(Watermark from) {
        var accepted = answer(tables.begin(from));
        return answer(Uni.createFrom()
                .deferred(() -> stepwise.judge(
                        accepted, pastOrders.ends(), reported::add, FreshContext.beside(vertx.getOrCreateContext()))));
    }

    private Report report(StepwiseAudit.Judged judged) {
        return answer(tables.accepted(judged.upTo())
                .chain(accepted -> tables.facts(accepted, pastOrders.ends(), step -> {})
                        .map(facts -> Report.of(
                                accepted,
                                accepted.next().plus(facts.totals()).totals(),
                                facts.findings(judged.suspects())))));
    }

    private static <T> T answer(Uni<T> answer) {
        try {
            return VertxContextSupport.subscribeAndAwait(() -> answer);
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }
}
