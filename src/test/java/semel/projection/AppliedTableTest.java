package semel.projection;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.uuid.UuidCreator;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import semel.kafka.StageProgress;
import semel.kafka.TopicsAtStart;
import semel.kafka.TopicsConfig;
import semel.kit.TestServers;
import semel.order.Outcome;

/** Tests how the table {@code applied} keeps the next offset of each partition. */
@QuarkusTest
class AppliedTableTest {
    /** No topic has this partition, so no other test applies anything there. */
    private static final int PARTITION = 98;

    private static final int IDLE_PARTITION = 97;

    @Inject
    TestServers servers;

    @Inject
    ProjectionTables tables;

    @Inject
    Mutiny.SessionFactory database;

    @Inject
    TopicsConfig topics;

    @Inject
    TopicsAtStart atStart;

    @Test
    void aBatchThatIsRedeliveredLateDoesNotMoveTheOffsetBack() throws Throwable {
        apply(10);
        assertThat(appliedNext()).isEqualTo("11");
        // When
        apply(5);
        // Then
        assertThat(appliedNext()).isEqualTo("11");
        apply(12);
        assertThat(appliedNext()).isEqualTo("13");
    }

    @Test
    void onlyRowsOfTheGivenTopicsAreRead() throws Throwable {
        apply(10);
        // When
        var known = VertxContextSupport.subscribeAndAwait(() ->
                database.withStatelessSession(session -> AppliedTable.known(session, List.of(topics.inventory()))));
        // Then
        assertThat(known).extracting(StageProgress::topic).doesNotContain(topics.notifications());
    }

    @Test
    void aGapWithoutRecordsIsSkippedOnlyIfItStartsAtTheAppliedOffset() throws Throwable {
        passed(0, 11);
        passed(11, 15);
        assertThat(passedNext()).isEqualTo("15");
        // Another replica read the table earlier.
        passed(11, 13);
        passed(10, 20);
        assertThat(passedNext()).isEqualTo("15");
    }

    @Test
    void withoutARowAGapIsSkippedOnlyFromTheStartOfThePartition() throws Throwable {
        passed(3, 9);
        assertThat(servers.rows.one("select count(*) from applied where partition = ?", IDLE_PARTITION))
                .isEqualTo("0");
        passed(0, 4);
        passed(0, 7);
        assertThat(passedNext()).isEqualTo("4");
    }

    @Test
    void aTopicBeginsWithTheOldestTransactionThatAppliedAnEventOfThePartition() throws Throwable {
        apply(IDLE_PARTITION, 10);
        var first = begun();
        assertThat(first).isEqualTo(writtenIn(10));
        apply(IDLE_PARTITION, 11);
        assertThat(begun()).isEqualTo(first);
        // When: a younger transaction inserted the row meanwhile
        servers.rows.execute("update applied set begun_in = '9000000000000000000' where partition = ?", IDLE_PARTITION);
        apply(IDLE_PARTITION, 12);
        // Then
        assertThat(begun()).isEqualTo(writtenIn(12));
    }

    private String begun() {
        return servers.rows.one("select cast(begun_in as text) from applied where partition = ?", IDLE_PARTITION);
    }

    private String writtenIn(long offset) {
        return servers.rows.one(
                "select cast(written_in as text) from processed_event where partition = ? and record_offset = ?",
                IDLE_PARTITION,
                offset);
    }

    @AfterEach
    void deleteRow() {
        servers.rows.execute("delete from applied where partition = ?", IDLE_PARTITION);
    }

    private void passed(long applied, long next) throws Throwable {
        var done = new StageProgress(
                topics.inventory(), atStart.idOf(topics.inventory()), IDLE_PARTITION, 0, applied, true);
        VertxContextSupport.subscribeAndAwait(
                () -> database.withStatelessTransaction(session -> AppliedTable.passed(session, done, next)));
    }

    private String passedNext() {
        return servers.rows.one("select applied_next from applied where partition = ?", IDLE_PARTITION);
    }

    private void apply(long offset) throws Throwable {
        apply(PARTITION, offset);
    }

    private void apply(int partition, long offset) throws Throwable {
        var event = SampleEvents.notified(UuidCreator.getTimeOrderedEpoch(), Outcome.FULFILLED);
        var batch = List.of(SampleEvents.at(topics, partition, offset, event));
        VertxContextSupport.subscribeAndAwait(() -> tables.applyOnce(Effects.of(batch, topics)));
    }

    private String appliedNext() {
        return servers.rows.one("select applied_next from applied where partition = ?", PARTITION);
    }
}
