package semel.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.context.Context;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Vetoed;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import semel.kit.Provokes;
import semel.order.CustomerId;
import semel.order.Money;
import semel.order.Order;
import semel.order.OrderId;
import semel.order.OrderLine;
import semel.order.ProductId;

/** Tests the steps of a post (row, record, mark, answer), and that posts do not affect each other. */
@Provokes("semel.kafka.Outage")
class IntakeTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final SendOutcome ACKNOWLEDGED = new SendOutcome.Acknowledged();
    private static final SendOutcome UNKNOWN = new SendOutcome.Unknown(new TimeoutException("x"));
    private static final SendOutcome TOO_LARGE = SendOutcome.failed(new RecordTooLargeException("x"));
    private static final SendOutcome FORBIDDEN = SendOutcome.failed(new TopicAuthorizationException("x"));
    private static final IntakeTestConfig SETTINGS = new IntakeTestConfig();

    private final Map<UUID, ReceivedRow> rows = new HashMap<>();
    private final Map<UUID, SendOutcome> sends = new HashMap<>();
    private final List<UUID> sent = new ArrayList<>();
    private final List<UUID> marked = new ArrayList<>();
    private final List<UUID> removed = new ArrayList<>();
    private boolean isDatabaseUnavailable;
    private boolean isMarkRefused;

    private final Intake intake = new Intake(
            new RecordedRows(),
            new Sending(),
            new Marking(),
            new RefusedPosts(new RecordedRows(), new SimpleMeterRegistry(), SETTINGS),
            SETTINGS);

    @Vetoed // like the two below: otherwise Quarkus would find two beans of the type
    private final class RecordedRows extends ReceivedTable {
        RecordedRows() {
            super(null, SETTINGS, new SimpleMeterRegistry());
        }

        @Override
        Uni<List<ReceivedRow>> enter(List<Posted> posts) {
            return isDatabaseUnavailable
                    ? Uni.createFrom().failure(new IllegalStateException("no database"))
                    : Uni.createFrom()
                            .item(posts.stream()
                                    .map(post -> rows.computeIfAbsent(post.id(), id -> row(post)))
                                    .toList());
        }

        @Override
        Uni<Set<UUID>> remove(List<ReceivedRow> own) {
            own.forEach(row -> removed.add(row.id()));
            return Uni.createFrom().item(own.stream().map(ReceivedRow::id).collect(Collectors.toSet()));
        }
    }

    @Vetoed
    private final class Sending extends Dispatch {
        Sending() {
            super(null, null, null, null, null);
        }

        @Override
        Uni<List<SendOutcome>> send(List<ReceivedRow> rows, Context parent) {
            rows.forEach(row -> sent.add(row.id()));
            return Uni.createFrom()
                    .item(rows.stream()
                            .map(row -> sends.getOrDefault(row.id(), ACKNOWLEDGED))
                            .toList());
        }
    }

    @Vetoed
    private final class Marking extends AcknowledgementMarks {
        Marking() {
            super(null, SETTINGS, new SimpleMeterRegistry());
        }

        @Override
        Uni<Void> stand(List<UUID> ids) {
            marked.addAll(ids);
            return isMarkRefused
                    ? Uni.createFrom().failure(new IllegalStateException("no database"))
                    : Uni.createFrom().voidItem();
        }
    }

    private record IntakeTestConfig() implements IntakeConfig {
        @Override
        public Duration acknowledgedWithin() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration databaseWithin() {
            return Duration.ofSeconds(1);
        }

        @Override
        public MemorySize inFlight() {
            return new MemorySize(BigInteger.TEN);
        }

        @Override
        public Duration exchangedWithin() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration sweep() {
            return Duration.ofSeconds(1);
        }

        @Override
        public Duration reminder() {
            return Duration.ofSeconds(30);
        }
    }

    private static Posted post(long id, int quantity) {
        var euro = Currency.getInstance("EUR");
        var line = new OrderLine(new ProductId("pen"), quantity, new Money(5, euro));
        var order = new Order(new OrderId(new UUID(0, id)), new CustomerId("c-1"), euro, List.of(line), NOON);
        return Posted.of(order, Optional.of(new IdempotencyKey("k" + id)), "o");
    }

    private static ReceivedRow row(Posted post) {
        return post.received(false, "1");
    }

    /** Makes the post find the row of an earlier post with the same key. */
    private ReceivedRow found(Posted post, Posted earlier, boolean isAcknowledged) {
        var row = earlier.received(isAcknowledged, "1");
        rows.put(post.id(), row);
        return row;
    }

    private List<Acceptance> accept(Posted... posts) {
        return intake.accept(List.of(posts)).await().indefinitely();
    }

    @Test
    void aPostIsSentThenMarkedThenAccepted() {
        var post = post(1, 1);

        assertThat(accept(post)).containsExactly(new Acceptance.Accepted(post.id(), false));
        assertThat(sent).containsExactly(post.id());
        assertThat(marked).containsExactly(post.id());
    }

    @Test
    void aReplayOfAnAcknowledgedPostIsNeitherSentNorMarked() {
        var post = post(2, 1);
        var first = found(post, post(1, 1), true);

        assertThat(accept(post)).containsExactly(new Acceptance.Accepted(first.id(), true));
        assertThat(sent).isEmpty();
        assertThat(marked).isEmpty();
    }

    @Test
    void aReplayOfAnUnacknowledgedPostIsSentWithTheFirstId() {
        var post = post(2, 1);
        var first = found(post, post(1, 1), false);

        assertThat(accept(post)).containsExactly(new Acceptance.Accepted(first.id(), true));
        assertThat(sent).containsExactly(first.id());
        assertThat(marked).containsExactly(first.id());
    }

    @Test
    void aReusedKeySendsNothing() {
        var post = post(2, 7);
        found(post, post(1, 1), false);

        assertThat(accept(post)).containsExactly(new Acceptance.KeyReused());
        assertThat(sent).isEmpty();
        assertThat(marked).isEmpty();
    }

    @Test
    void withoutADatabaseNothingIsSent() {
        isDatabaseUnavailable = true;

        assertThat(accept(post(1, 1), post(2, 1)))
                .containsExactly(
                        new Acceptance.Unconfirmed(Optional.empty()), new Acceptance.Unconfirmed(Optional.empty()));
        assertThat(sent).isEmpty();
    }

    @Test
    void aPostThatCannotBeMarkedIsUnknownAndOthersAreNot() {
        var replayed = post(2, 1);
        var first = found(replayed, post(1, 1), true);
        var fresh = post(3, 1);
        isMarkRefused = true;

        assertThat(accept(replayed, fresh))
                .containsExactly(
                        new Acceptance.Accepted(first.id(), true), new Acceptance.Unconfirmed(Optional.of(fresh.id())));
        assertThat(marked).containsExactly(fresh.id());
    }

    @Test
    void onlyAcknowledgedPostsAreMarkedAndEachGetsItsOutcome() {
        var good = post(1, 1);
        var unknown = post(2, 1);
        var large = post(3, 1);
        var forbidden = post(4, 1);
        sends.putAll(Map.of(unknown.id(), UNKNOWN, large.id(), TOO_LARGE, forbidden.id(), FORBIDDEN));

        assertThat(accept(unknown, good, large, forbidden))
                .containsExactly(
                        new Acceptance.Unconfirmed(Optional.of(unknown.id())),
                        new Acceptance.Accepted(good.id(), false),
                        new Acceptance.TooLarge(large.recordValue().length),
                        new Acceptance.Refused(forbidden.id(), SendRefusal.NOT_AUTHORIZED));
        assertThat(marked).containsExactly(good.id());
        assertThat(removed).containsExactly(large.id());
    }

    @Test
    void theRowOfAnEarlierPostIsNotRemoved() {
        var post = post(2, 1);
        var first = found(post, post(1, 1), false);
        sends.put(first.id(), TOO_LARGE);

        assertThat(accept(post)).containsExactly(new Acceptance.Refused(first.id(), SendRefusal.TOO_LARGE));
        assertThat(removed).isEmpty();
    }
}
