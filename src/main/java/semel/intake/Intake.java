package semel.intake;

import io.opentelemetry.context.Context;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import semel.kafka.Outage;

/**
 * Row, record, answer: in this order, so that nothing accepted is lost and nothing sent has no row. Many posts are entered by
 * one statement, sent together, and marked by one statement; of one of them nothing follows for another.
 */
@ApplicationScoped
class Intake {
    private final ReceivedTable received;
    private final Dispatch dispatch;
    private final AcknowledgementMarks marks;
    private final RefusedPosts refusals;
    private final Outage registering;
    private final Outage sending;

    Intake(
            ReceivedTable received,
            Dispatch dispatch,
            AcknowledgementMarks marks,
            RefusedPosts refusals,
            IntakeConfig settings) {
        this.received = received;
        this.dispatch = dispatch;
        this.marks = marks;
        this.refusals = refusals;
        this.registering = new Outage("registering posts", settings.reminder());
        this.sending = new Outage("sending a post", settings.reminder());
    }

    /** @return what to tell the client; a database or broker that is unavailable is no failure but an unknown outcome */
    Uni<Acceptance> accept(Posted posted) {
        return accept(List.of(posted)).map(acceptances -> acceptances.get(0));
    }

    /**
     * Goes on to its end where the client hangs up: what was sent gets its mark.
     *
     * @param posts no two of them under one key
     * @return what to tell the client of each, in their order
     */
    Uni<List<Acceptance>> accept(List<Posted> posts) {
        if (posts.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        var trace = Context.current();
        return Uni.createFrom()
                .deferred(() -> received.enter(posts)
                        .onItemOrFailure()
                        .transformToUni((rows, failure) ->
                                failure == null ? deliver(rows, posts, trace) : keepUnsent(posts, failure))
                        .memoize()
                        .indefinitely()); // which no subscriber's cancellation passes
    }

    private Uni<List<Acceptance>> deliver(List<ReceivedRow> rows, List<Posted> posts, Context trace) {
        registering.over();
        var toSend = IntStream.range(0, rows.size())
                .filter(i -> isToBeSent(rows.get(i), posts.get(i)))
                .toArray();
        return send(Arrays.stream(toSend).mapToObj(rows::get).toList(), trace)
                .map(sent -> acceptances(rows, posts, toSend, sent))
                .chain(acceptances -> mark(rows, acceptances))
                .chain(acceptances -> refusals.settle(rows, posts, acceptances));
    }

    // The first attempt may have died before its send: a replay never answers from the row alone.
    private static boolean isToBeSent(ReceivedRow row, Posted posted) {
        return row.asksForTheSameAs(posted) && !row.isAcknowledged();
    }

    private Uni<List<SendOutcome>> send(List<ReceivedRow> rows, Context trace) {
        return rows.isEmpty() ? Uni.createFrom().item(List.of()) : dispatch.send(rows, trace);
    }

    /** @param sent of the rows at the places {@code toSend} */
    private List<Acceptance> acceptances(
            List<ReceivedRow> rows, List<Posted> posts, int[] toSend, List<SendOutcome> sent) {
        var acceptances = new ArrayList<Acceptance>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            acceptances.add(
                    rows.get(i).asksForTheSameAs(posts.get(i))
                            ? new Acceptance.Accepted(
                                    rows.get(i).id(), rows.get(i).isReplayedBy(posts.get(i)))
                            : new Acceptance.KeyReused());
        }
        for (int i = 0; i < toSend.length; i++) {
            var accepted = (Acceptance.Accepted) acceptances.get(toSend[i]);
            acceptances.set(toSend[i], settle(sent.get(i), accepted));
        }
        return acceptances;
    }

    private Acceptance settle(SendOutcome sent, Acceptance.Accepted accepted) {
        if (sent instanceof SendOutcome.NotWritten refused) {
            refusals.count(refused);
            return new Acceptance.RefusedByBroker(accepted.id(), refused.why());
        }
        if (sent instanceof SendOutcome.Unknown unknown) {
            sending.failed(unknown.cause());
            return new Acceptance.Unconfirmed(Optional.of(accepted.id()));
        }
        sending.over();
        return accepted;
    }

    /** No 202 without a mark: what has none is judged by no audit. */
    private Uni<List<Acceptance>> mark(List<ReceivedRow> rows, List<Acceptance> acceptances) {
        var acknowledged = acknowledgedNow(rows, acceptances);
        if (acknowledged.isEmpty()) {
            return Uni.createFrom().item(acceptances);
        }
        return marks.stand(acknowledged)
                .replaceWith(acceptances)
                .onFailure()
                .recoverWithItem(failure -> acceptances.stream()
                        .map(acceptance -> unlessMarked(acceptance, acknowledged))
                        .toList());
    }

    private static Acceptance unlessMarked(Acceptance acceptance, List<UUID> unmarked) {
        return acceptance instanceof Acceptance.Accepted accepted && unmarked.contains(accepted.id())
                ? new Acceptance.Unconfirmed(Optional.of(accepted.id()))
                : acceptance;
    }

    private static List<UUID> acknowledgedNow(List<ReceivedRow> rows, List<Acceptance> acceptances) {
        return IntStream.range(0, rows.size())
                .filter(i -> acceptances.get(i) instanceof Acceptance.Accepted)
                .mapToObj(rows::get)
                .filter(row -> !row.isAcknowledged())
                .map(ReceivedRow::id)
                .toList();
    }

    private Uni<List<Acceptance>> keepUnsent(List<Posted> posts, Throwable failure) {
        registering.failed(failure);
        return Uni.createFrom()
                .item(posts.stream()
                        .<Acceptance>map(posted -> new Acceptance.Unconfirmed(Optional.empty()))
                        .toList());
    }
}
