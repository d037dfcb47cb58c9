package semel.intake;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static semel.intake.SampleRequests.ORDER;
import static semel.intake.SampleRequests.post;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import semel.kafka.Coordinates;
import semel.kafka.TopicsAtStart;
import semel.kafka.TopicsConfig;

/** Tests which dead letters may be redriven. Their records do not exist, so an allowed redrive answers 410. */
@QuarkusTest
@TestProfile(IntakeAndViewAlone.class)
class RedriveTableTest {
    private static final int OFFSET = 1_000_000;

    @Inject
    ReceivedTableProbe table;

    @Inject
    RedriveTable redrives;

    @Inject
    InputTopics records;

    @Inject
    TopicsConfig topics;

    @Inject
    TopicsAtStart atStart;

    @AfterEach
    void clean() {
        table.execute("delete from redrive; delete from dead_letter; delete from progress");
    }

    @Test
    void aLetterCanBeRedrivenOnlyAfterItsBatchIsPublished() {
        // Given
        letter("policy-failed");
        progress(OFFSET);
        // Then
        assertThat(redrive()).isEqualTo(404);
        // When
        table.execute("update progress set published_next = " + (OFFSET + 1));
        // Then
        assertThat(redrive()).isEqualTo(410);
    }

    @ParameterizedTest
    @ValueSource(strings = {"not-as-accepted", "older-than-horizon"})
    void aLetterThatClaimedNoIdIsNeverRedriven(String reason) {
        // Given
        letter(reason);
        progress(OFFSET + 1);
        // Then
        assertThat(redrive()).isEqualTo(404);
    }

    @Test
    void onlyTheRedrivenLetterIsMarkedAndItsMarkIsNeverOverwritten() throws Throwable {
        // Given
        table.execute("insert into redrive (topic_id, partition, record_offset, requested_at) select '%s', 0, n, now()"
                        .formatted(atStart.idOf(topics.ordersIn()))
                + " from generate_series(" + OFFSET + ", " + (OFFSET + 1) + ") n");
        // When
        mark(70);
        mark(80);
        // Then
        assertThat(table.one("select count(*) from redrive where acknowledged_at is not null"))
                .isEqualTo(1);
        assertThat(table.one("select copy_offset from redrive where record_offset = " + OFFSET))
                .isEqualTo(70);
    }

    @Test
    void concurrentRedrivesOfALetterMakeOneCopy() throws Exception {
        // Given
        var order = post(ORDER).jsonPath().getUUID("orderId");
        var dead = records.copiesOf(order).get(0);
        table.execute(
                "insert into dead_letter (topic_id, partition, record_offset, reason) values ('%s', %s, %s, 'unreadable')"
                        .formatted(atStart.idOf(dead.topic()), dead.partition(), dead.offset()));
        table.execute(
                "insert into progress (topic_id, partition, topic, decided_next, published_next) values ('%s', %s, '%s', %s, %s)"
                        .formatted(
                                atStart.idOf(dead.topic()),
                                dead.partition(),
                                dead.topic(),
                                dead.offset() + 1,
                                dead.offset() + 1));
        var at = new Coordinates(dead.topic(), dead.partition(), dead.offset());
        // When
        var operators = Executors.newFixedThreadPool(10);
        var statuses = operators.invokeAll(Collections.nCopies(
                10, () -> given().post("/dead-letters/" + at + "/redrive").statusCode()));
        operators.shutdown();
        // Then
        for (var status : statuses) {
            assertThat(status.get()).isIn(202, 503);
        }
        var again = given().post("/dead-letters/" + at + "/redrive");
        assertThat(again.statusCode()).isEqualTo(202);
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(records.copiesOf(order)).hasSize(2);
    }

    @Test
    void aFailedRedriveReleasesOnlyItsOwnLetter() throws Throwable {
        // Given
        table.execute("insert into redrive (topic_id, partition, record_offset, requested_at) select '%s', 0, n, now()"
                        .formatted(atStart.idOf(topics.ordersIn()))
                + " from generate_series(" + OFFSET + ", " + (OFFSET + 1) + ") n");
        var dead = new Coordinates(topics.ordersIn(), 0, OFFSET);
        // When
        VertxContextSupport.subscribeAndAwait(() -> redrives.giveBack(dead));
        // Then
        assertThat(table.one("select record_offset from redrive where requested_at = '-infinity'"))
                .isEqualTo(OFFSET);
        assertThat(VertxContextSupport.subscribeAndAwait(() -> redrives.take(dead)))
                .isTrue();
        assertThat(VertxContextSupport.subscribeAndAwait(() -> redrives.take(dead)))
                .isFalse();
    }

    @Test
    void aFailedRedriveMayBeRetriedAtOnce() {
        // Given
        letter("policy-failed");
        progress(OFFSET + 1);
        assertThat(redrive()).isEqualTo(410);
        // Then
        assertThat(redrive()).isEqualTo(410);
    }

    private void mark(long copyOffset) throws Throwable {
        var dead = new Coordinates(topics.ordersIn(), 0, OFFSET);
        VertxContextSupport.subscribeAndAwait(() -> redrives.markAcknowledged(dead, copyOffset));
    }

    private void letter(String reason) {
        table.execute("insert into dead_letter (topic_id, partition, record_offset, reason) values ('%s', 0, %s, '%s')"
                .formatted(atStart.idOf(topics.ordersIn()), OFFSET, reason));
    }

    private void progress(int publishedNext) {
        table.execute(
                "insert into progress (topic_id, partition, topic, decided_next, published_next) values ('%s', 0, '%s', %s, %s)"
                        .formatted(atStart.idOf(topics.ordersIn()), topics.ordersIn(), OFFSET + 1, publishedNext));
    }

    private int redrive() {
        return given().post("/dead-letters/" + new Coordinates(topics.ordersIn(), 0, OFFSET) + "/redrive")
                .statusCode();
    }
}
