package semel.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny.StatelessSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import semel.intake.Alone;
import semel.kit.Outside;
import semel.kit.Rows;
import semel.sql.Columns;

/** A past that was judged and clean: what is read of it later, and what is seen that comes late? */
@QuarkusTest
@TestProfile(TableEvidenceTest.OfItsOwn.class)
class TableEvidenceTest {
    private static final int PAST = 1_000;
    private static final int LONG_PAST = 20_000;
    private static final int MORE = 100;
    private static final UUID OLD = Past.at(500);

    // By all scans, of tables and indexes, of this connection.
    private static final String ROWS_READ = """
            select cast(sum(pg_stat_get_xact_tuples_returned(oid)) as bigint) from pg_class
            where relkind in ('r', 'i') and relnamespace = cast(current_schema() as regnamespace)""";

    @Inject
    Outside outside;

    @Inject
    TableEvidence tables;

    @Inject
    OneSnapshot snapshot;

    private Rows rows;
    private Past past;
    private Watermark judged;

    @BeforeEach
    void aPastThatWasJudged() {
        rows = outside.rows;
        past = new Past(rows);
        past.orders(PAST);
        judged = clean(look(Watermark.NONE));
    }

    @Test
    void whatIsNewIsReadAndNothingElse() {
        // Given
        past.orders(LONG_PAST);
        var everything = rowsRead(Watermark.NONE);
        judged = clean(look(judged));
        past.orders(MORE);
        // When
        var more = rowsRead(judged);
        // Then
        assertThat(everything).isGreaterThan(10L * LONG_PAST);
        // An order has eight rows, and several questions ask for some of them.
        assertThat(more).isBetween(10L * MORE, 60L * MORE);
    }

    @Test
    void lookByLookTheTotalsAreThoseOfEverything() {
        // Given
        past.orders(MORE);
        judged = clean(look(judged));
        past.orders(MORE);
        // When
        var report = look(judged).report();
        // Then
        assertThat(report.accepted()).isEqualTo(PAST + 2 * MORE);
        assertThat(report)
                .usingRecursiveComparison()
                .ignoringFields("cut")
                .isEqualTo(look(Watermark.NONE).report());
    }

    @Test
    void aLateEffectOfAnOldOrderIsSeen() {
        // When
        rows.execute("insert into processed_event values (?, 2, 1, 0, 1000000)", OLD);
        rows.execute("insert into inventory_movement values (?, 1, 'p-0', 102, -1, 999899, now())", OLD);
        // Then
        assertThat(look(judged).facts().settled())
                .singleElement()
                .satisfies(torn -> assertThat(torn.id()).isEqualTo(OLD))
                .satisfies(torn -> assertThat(torn.moved()).isEqualTo(2));
        assertThat(look(judged).facts().ledgers())
                .singleElement()
                .satisfies(off -> assertThat(off.product()).isEqualTo("p-0"));
    }

    @Test
    void anOrderOfADeletedTopicIsJudgedLikeAnyOther() {
        // Given
        rows.execute("delete from customer_order where order_id = ?", OLD);
        var anew = past.ends().stream()
                .map(end -> new InputEnd(end.topic(), new UUID(8, 8), end.partition(), 0, 0))
                .toList();
        // When
        var facts = answer(tables.accepted(Watermark.NONE).chain(accepted -> tables.facts(accepted, anew, told -> {})));
        // Then
        assertThat(facts.settled()).extracting(Evidence.Settled::id).containsExactly(OLD);
        assertThat(facts.withoutTrace()).isEmpty();
    }

    /** Others write to the topics too, and what can be stored is. */
    @Test
    void numbersAtTheEndOfAllNumbersContradictTheOthersAndFailNothing() {
        // When
        for (long number : new long[] {Long.MAX_VALUE - 1, Long.MAX_VALUE}) {
            var id = new UUID(1, number);
            rows.execute("insert into processed_event values (?, 2, 0, 0, 1000000)", id);
            rows.execute(
                    "insert into inventory_movement values (?, 0, 'p-0', ?, ?, ?, now())",
                    id,
                    number,
                    Long.MAX_VALUE,
                    Long.MAX_VALUE);
        }
        // Then
        assertThat(look(judged).facts().ledgers())
                .singleElement()
                .satisfies(off -> assertThat(off.product()).isEqualTo("p-0"));
    }

    @Test
    void anEffectOfSomethingThatNobodyDecidedIsSeen() {
        // When
        rows.execute("insert into processed_event values (?, 3, 0, 0, 1000000)", new UUID(1, 1));
        // Then
        assertThat(look(judged).facts().phantoms()).containsExactly(new UUID(1, 1));
    }

    @Test
    void anotherTraceOfAnOldRecordIsSeen() {
        // When
        rows.execute(
                "insert into suppressed select topic_id, partition, record_offset, id from decision where id = ?", OLD);
        // Then
        assertThat(look(judged).facts().tracedTwice()).containsExactly(new Finding.TracedTwice("orders-in", 0, 500));
    }

    @Test
    void aNewRecordWithoutATraceIsSeen() {
        // Given
        past.orders(MORE);
        // When
        rows.execute("delete from decision where id = ?", Past.at(PAST + 50));
        // Then
        assertThat(look(judged).facts().withoutTrace())
                .containsExactly(new Stretch("orders-in", 0, PAST + 50, PAST + 51));
    }

    @Test
    void anOldOrderThatIsAcknowledgedLateIsOwed() {
        // Given
        var late = new UUID(1, 1);
        rows.execute("insert into received values (?, 'ORDER', '', null, '', '', '', now(), null, null)", late);
        judged = clean(look(judged));
        // When
        rows.execute(
                "update received set acknowledged_at = now(), acknowledged_in = pg_current_xact_id() where id = ?",
                late);
        // Then
        assertThat(look(judged).facts().undecided()).containsExactly(late);
    }

    @Test
    void aNewMovementMustFollowFromTheOldOneBelow() {
        // Given
        past.orders(Past.RECEIPTS);
        // When
        rows.execute(
                "update inventory_movement set balance = balance + 1, change = change + 1 where subject = ?",
                Past.at(PAST + 14));
        // Then
        assertThat(look(judged).facts().ledgers()).singleElement().satisfies(off -> {
            assertThat(off.product()).isEqualTo("p-4");
            assertThat(off.wrongBalances()).isEqualTo(0);
            assertThat(off.sum()).isEqualTo(off.onHand() + 1);
        });
    }

    @Test
    void whatWasDeletedOrChangedByHandMakesEverythingBeReadAgain() {
        // When
        rows.execute("delete from notification where order_id = ?", OLD);
        // Then
        // Each of the server's processes reports what it did within seconds.
        await().atMost(Duration.ofSeconds(30))
                .until(() -> look(judged).accepted().judged().snapshot().equals(Watermark.NONE.snapshot()));
        assertThat(look(judged).facts().settled())
                .extracting(Evidence.Settled::id)
                .containsExactly(OLD);
    }

    private record Look(Accepted accepted, TableFacts facts) {
        Report report() {
            return Examination.examine(facts.with(accepted, List.of()));
        }
    }

    private static Watermark clean(Look look) {
        assertThat(look.report().findings()).isEmpty();
        assertThat(look.facts().withoutTrace()).isEmpty();
        return look.accepted().next().plus(look.facts().remembered());
    }

    private Look look(Watermark judged) {
        return answer(looking(judged));
    }

    private Uni<Look> looking(Watermark judged) {
        return tables.accepted(judged)
                .chain(accepted ->
                        tables.facts(accepted, past.ends(), told -> {}).map(facts -> new Look(accepted, facts)));
    }

    private long rowsRead(Watermark judged) {
        return answer(snapshot.ask(session -> rowsRead(session)
                .chain(before -> looking(judged).chain(() -> rowsRead(session)).map(after -> after - before))));
    }

    private static Uni<Long> rowsRead(StatelessSession session) {
        return Columns.query(session, ROWS_READ).map(rows -> Columns.number(rows.get(0)[0]));
    }

    private static <T> T answer(Uni<T> answer) {
        try {
            return VertxContextSupport.subscribeAndAwait(() -> answer);
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** Nobody else writes to its tables; a step of a long history is short. */
    public static final class OfItsOwn extends Alone {
        @Override
        public Map<String, String> getConfigOverrides() {
            var settings = new HashMap<>(super.getConfigOverrides());
            settings.put("semel.audit.step", "50");
            return settings;
        }
    }
}
