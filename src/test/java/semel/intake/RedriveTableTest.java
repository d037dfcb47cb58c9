package semel.intake;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import semel.wire.Coordinates;
import semel.wire.Topics;
import semel.wire.TopicsAtStart;

/** Which dead letters may be redriven. Their records are none: who may, is told that they are gone. */
@QuarkusTest
@TestProfile(Alone.class)
class RedriveTableTest {
    private static final int OFFSET = 1_000_000;

    @Inject
    Table table;

    @Inject
    Topics topics;

    @Inject
    TopicsAtStart atStart;

    @AfterEach
    void clean() {
        table.execute("delete from redrive; delete from dead_letter; delete from progress");
    }

    @Test
    void aLetterIsRedrivenOnceItsBatchIsKnownToBePublished() {
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

    @Test
    void whatWasNotAcceptedLikeThisIsNeverRedriven() {
        // Given
        letter("not-as-accepted");
        progress(OFFSET + 1);
        // Then
        assertThat(redrive()).isEqualTo(404);
    }

    private void letter(String reason) {
        table.execute("insert into dead_letter (topic_id, partition, record_offset, reason) values ('%s', 0, %d, '%s')"
                .formatted(atStart.idOf(topics.ordersIn()), OFFSET, reason));
    }

    private void progress(int publishedNext) {
        table.execute(
                "insert into progress (topic_id, partition, topic, decided_next, published_next) values ('%s', 0, '%s', %d, %d)"
                        .formatted(atStart.idOf(topics.ordersIn()), topics.ordersIn(), OFFSET + 1, publishedNext));
    }

    private int redrive() {
        return given().post("/dead-letters/" + new Coordinates(topics.ordersIn(), 0, OFFSET) + "/redrive")
                .statusCode();
    }
}
