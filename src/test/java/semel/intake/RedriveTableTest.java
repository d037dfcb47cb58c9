package semel.intake;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.vertx.VertxContextSupport;
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
    RedriveTable redrives;

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

    @Test
    void onlyTheLetterThatWasRedrivenIsMarkedAndOnce() throws Throwable {
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
