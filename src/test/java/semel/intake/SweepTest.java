package semel.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static semel.intake.SampleRequests.newKey;
import static semel.intake.SampleRequests.posted;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import semel.audit.ShortPatience;
import semel.kit.Provokes;
import semel.sandbox.SandboxResource;
import semel.sql.FreshContext;

/** Tests the sweep of rows that have no mark, in the whole application. */
@QuarkusTest
@TestProfile(ShortPatience.class)
@Provokes({"semel.kafka.Outage", "org.hibernate.orm.jdbc.error"})
class SweepTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    ReceivedTableProbe table;

    @Inject
    UnmarkedRows rows;

    @Inject
    AcknowledgementMarks marks;

    @Inject
    MeterRegistry registry;

    @Inject
    Vertx vertx;

    @Test
    void decidedOrdersAreMarkedAndOthersAreNot() {
        // Given
        var decided = received("1 hour");
        var unknown = received("1 hour");
        // When
        table.execute("insert into decision (id, topic_id, partition, record_offset, outcome, movements, decided_at)"
                + " values ('%s', '%s', 0, 0, 'REFUSED', '', now())".formatted(decided, UUID.randomUUID()));
        // Then
        await().atMost(PATIENCE).until(() -> table.isAcknowledged(decided));
        assertThat(table.isAcknowledged(unknown)).isFalse();
        table.execute("delete from decision where id = '%s'".formatted(decided));
        table.execute("delete from received where id in ('%s', '%s')".formatted(decided, unknown));
    }

    @Test
    void aRowAcknowledgedInThisProcessGetsItsMarkUndecided() {
        // Given
        var id = received("0 seconds");
        // When
        table.withoutMarks(() -> this.<Void>onItsContext(
                () -> marks.stand(List.of(id)).onFailure().recoverWithNull()));
        // Then
        await().atMost(PATIENCE).until(() -> table.isAcknowledged(id));
        table.execute("delete from received where id = '%s'".formatted(id));
    }

    @Test
    void unmarkedRowsAreReadInPagesByAgeAndEachOnce() {
        // Given: more than a page of the same time, after a row that has its mark
        var key = newKey();
        var marked = marked("4 days");
        table.execute("""
                insert into received (id, kind, owner, idempotency_key, fingerprint, record_key, record_value, received_at)
                select gen_random_uuid(), 'ORDER', '', '%s-' || n, '', '', '', now() - interval '3 days'
                from generate_series(1, %s) n""".formatted(key, UnmarkedRows.PAGE + 10));
        try {
            // When
            var first = onItsContext(() -> rows.next(UnmarkedRows.PageStart.START));
            var second =
                    onItsContext(() -> rows.next(first.get(first.size() - 1).place()));
            // Then
            assertThat(first).hasSize(UnmarkedRows.PAGE).doesNotContainAnyElementsOf(second);
            assertThat(second).hasSizeGreaterThanOrEqualTo(10);
            assertThat(first).extracting(UnmarkedRows.UnmarkedRow::id).doesNotContain(marked);
        } finally {
            table.execute("delete from received where id = '%s'".formatted(marked));
            table.execute("delete from received where idempotency_key like '%s-%%'".formatted(key));
        }
    }

    @Test
    void theGaugesCountUnmarkedRowsByAge() {
        // Given: the gauges have seen that rows of other tests are gone
        await().atMost(PATIENCE).until(() -> gauge("minute") + gauge("hour") + gauge("day") == unmarked());
        var before = List.of(gauge("minute"), gauge("hour"), gauge("day"));
        var left = List.of(
                received("2 minutes"),
                received("2 hours"),
                received("2 days"),
                received("3 days"),
                marked("2 hours"),
                marked("20 days"));
        // Then
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(List.of(gauge("minute"), gauge("hour"), gauge("day")))
                        .containsExactly(before.get(0) + 1, before.get(1) + 1, before.get(2) + 2));
        assertThat(registry.get("semel.posts.unmarked.oldest").gauge().value())
                .isBetween((double) Duration.ofDays(3).toSeconds(), (double)
                        Duration.ofDays(19).toSeconds());
        // When
        var database = SandboxResource.database();
        database.freeze();
        try {
            // Then
            await().atMost(PATIENCE).until(() -> Double.isNaN(gauge("minute")));
        } finally {
            database.thaw();
        }
        await().atMost(PATIENCE).until(() -> !Double.isNaN(gauge("minute")));
        left.forEach(id -> table.execute("delete from received where id = '%s'".formatted(id)));
    }

    private long unmarked() {
        return table.one("select count(*) from received"
                + " where acknowledged_at is null and received_at < now() - interval '1 minute'");
    }

    private double gauge(String age) {
        return registry.get("semel.posts.unmarked").tag("age", age).gauge().value();
    }

    private UUID marked(String ago) {
        var id = received(ago);
        table.execute(
                "update received set acknowledged_at = now(), acknowledged_in = pg_current_xact_id() where id = '%s'"
                        .formatted(id));
        return id;
    }

    /** A row without a mark, as after a crash of intake. */
    private UUID received(String ago) {
        var posted = posted(new IdempotencyKey(newKey()));
        table.insert(posted);
        table.execute(
                "update received set received_at = now() - interval '%s' where id = '%s'".formatted(ago, posted.id()));
        return posted.id();
    }

    private <T> T onItsContext(Supplier<Uni<? extends T>> work) {
        return Uni.createFrom()
                .deferred(work)
                .runSubscriptionOn(FreshContext.beside(vertx.getOrCreateContext()))
                .await()
                .atMost(PATIENCE);
    }
}
