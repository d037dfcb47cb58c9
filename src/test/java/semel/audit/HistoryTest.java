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
import semel.kit.Outside;
import semel.kit.Rows;
import semel.sql.FreshContext;

/** A history of more rows than a step has, 500 of them a transaction. */
@QuarkusTest
@TestProfile(TableEvidenceTest.OfItsOwn.class)
class HistoryTest {
    private static final int ORDERS = 5_000;
    private static final UUID EARLY = Past.at(700);

    @Inject
    Outside outside;

    @Inject
    TableEvidence tables;

    @Inject
    History history;

    @Inject
    WatermarkTable watermarks;

    @Inject
    Vertx vertx;

    private final List<Progress> told = new ArrayList<>();
    private Rows rows;
    private Past past;

    @BeforeEach
    void aLongPast() {
        rows = outside.rows;
        rows.execute("delete from audit_watermark");
        past = new Past(rows);
        past.orders(ORDERS);
    }

    @Test
    void stepsAndALookSayTheSameAsOneLook() {
        // When
        var judged = judge(Watermark.NONE);
        // Then
        assertThat(told).hasSizeGreaterThan(5);
        assertThat(judged.clean()).isEqualTo(judged.upTo()).isEqualTo(answer(watermarks.load()));
        assertThat(judged.upTo().totals().accepted()).isBetween(ORDERS - 1_000L, (long) ORDERS);
        assertThat(report(judged))
                .usingRecursiveComparison()
                .ignoringFields("cut")
                .isEqualTo(report(History.Judged.of(Watermark.NONE)));
        assertThat(report(judged).verdict()).isEqualTo(Report.Verdict.CLEAN);
    }

    @Test
    void oneThatWasInterruptedGoesOn() {
        // Given
        var judged = judge(Watermark.NONE);
        past.orders(ORDERS);
        told.clear();
        // When
        var further = judge(answer(watermarks.load()));
        // Then
        assertThat(told).hasSizeGreaterThan(5);
        assertThat(further.upTo().decidedNext().values())
                .allSatisfy(next -> assertThat(next)
                        .isGreaterThan(
                                judged.upTo().decidedNext().values().iterator().next()));
        assertThat(report(further).accepted()).isEqualTo(2L * ORDERS);
        assertThat(report(further).verdict()).isEqualTo(Report.Verdict.CLEAN);
    }

    @Test
    void aSuspectInAnEarlyStepIsNamedAndTheStepsGoOnButAreNotRemembered() {
        // Given
        rows.execute("delete from notification where order_id = ?", EARLY);
        // When
        var judged = judge(Watermark.NONE);
        // Then
        assertThat(judged.suspects().settled()).extracting(Evidence.Settled::id).containsExactly(EARLY);
        assertThat(judged.upTo().totals().accepted()).isGreaterThan(ORDERS - 1_000L);
        assertThat(judged.clean().totals().accepted()).isLessThan(700);
        assertThat(judged.clean()).isEqualTo(answer(watermarks.load()));
        assertThat(report(judged).findings()).singleElement().isInstanceOf(Finding.Torn.class);
    }

    @Test
    void aRecordWithTwoTracesEndsTheStepsAndIsNamedAtTheEnd() {
        // Given
        rows.execute("insert into suppressed select topic_id, partition, 700, ? from progress", EARLY);
        past.orders(ORDERS);
        // When
        var judged = judge(Watermark.NONE);
        // Then
        assertThat(judged.upTo().totals().accepted()).isBetween(ORDERS - 1_000L, (long) ORDERS);
        assertThat(report(judged).findings()).containsExactly(new Finding.TracedTwice("orders-in", 0, 700));
    }

    @Test
    void whatIsAcceptedAndNotDecidedIsNamedByItsStep() {
        // Given
        rows.execute("delete from processed_event where subject = ?", EARLY);
        rows.execute("delete from customer_order where order_id = ?", EARLY);
        rows.execute("delete from notification where order_id = ?", EARLY);
        rows.execute("update received set acknowledged_in = '1000000000000' where id = ?", EARLY);
        rows.execute("update received set acknowledged_in = pg_current_xact_id() where id = ?", EARLY);
        rows.execute("update decision set id = ? where id = ?", new UUID(1, 1), EARLY);
        past.orders(ORDERS);
        // When
        var judged = judge(Watermark.NONE);
        // Then
        assertThat(judged.suspects().undecided()).containsExactly(EARLY);
    }

    private History.Judged judge(Watermark from) {
        var cut = answer(tables.valid(from).chain(history::cut));
        return answer(Uni.createFrom()
                .deferred(() -> history.judge(
                        cut.judged(),
                        cut.next().snapshot(),
                        past.ends(),
                        told::add,
                        FreshContext.beside(vertx.getOrCreateContext()))));
    }

    private Report report(History.Judged judged) {
        return answer(tables.accepted(judged.upTo().ifStill(changes()))
                .chain(accepted -> tables.facts(accepted, past.ends(), step -> {})
                        .map(facts -> Examination.examine(
                                facts.plus(judged.suspects()).with(accepted, List.of())))));
    }

    private String changes() {
        return answer(tables.valid(Watermark.NONE)).changes();
    }

    private static <T> T answer(Uni<T> answer) {
        try {
            return VertxContextSupport.subscribeAndAwait(() -> answer);
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }
}
