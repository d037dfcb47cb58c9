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
 * Accepts posts: writes a row, sends its record, marks the row, answers. In this order nothing accepted is lost, and nothing is
 * sent without a row. Many posts share these steps, but each has its own outcome.
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

    /** @return the outcome; unknown, not failed, if the database or the broker is unavailable */
    Uni<Acceptance> accept(Posted posted) {
        return accept(List.of(posted)).map(acceptances -> acceptances.get(0));
    }

    /**
     * Continues to the end even if the client hangs up, so that rows of sent records are marked.
     *
     * @param posts no two with the same key
     * @return the outcome of each post, in order
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
                                failure == null ? deliver(rows, posts, trace) : allUnknown(posts, failure))
                        .memoize()
                        .indefinitely()); // not stopped by a cancellation
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

    // A replay sends again unless the row is marked: the process may have ended before the first send.
    private static boolean isToBeSent(ReceivedRow row, Posted posted) {
        return row.asksForTheSameAs(posted) && !row.isAcknowledged();
    }

    private Uni<List<SendOutcome>> send(List<ReceivedRow> rows, Context trace) {
        return rows.isEmpty() ? Uni.createFrom().item(List.of()) : dispatch.send(rows, trace);
    }

    /** @param sent the outcomes for the rows at the indexes {@code toSend} */
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
            acceptances.set(toSend[i], afterSend(sent.get(i), accepted));
        }
        return acceptances;
    }

    private Acceptance afterSend(SendOutcome sent, Acceptance.Accepted accepted) {
        if (sent instanceof SendOutcome.NotWritten refused) {
            refusals.count(refused);
            return new Acceptance.Refused(accepted.id(), refused.why());
        }
        if (sent instanceof SendOutcome.Unknown unknown) {
            sending.failed(unknown.cause());
            return new Acceptance.Unconfirmed(Optional.of(accepted.id()));
        }
        sending.over();
        return accepted;
    }

    /** Marks the acknowledged rows. A row without its mark gets no 202, because audits do not check it. */
    private Uni<List<Acceptance>> mark(List<ReceivedRow> rows, List<Acceptance> acceptances) {
        var acknowledged = acknowledgedNow(rows, acceptances);
        if (acknowledged.isEmpty()) {
            return Uni.createFrom().item(acceptances);
        }
        return marks.stand(acknowledged)
                .replaceWith(acceptances)
                .onFailure()
                .recoverWithItem(failure -> acceptances.stream()
                        .map(acceptance -> unconfirmedIfUnmarked(acceptance, acknowledged))
                        .toList());
    }

    private static Acceptance unconfirmedIfUnmarked(Acceptance acceptance, List<UUID> unmarked) {
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

    private Uni<List<Acceptance>> allUnknown(List<Posted> posts, Throwable failure) {
        registering.failed(failure);
        return Uni.createFrom()
                .item(posts.stream()
                        .<Acceptance>map(posted -> new Acceptance.Unconfirmed(Optional.empty()))
                        .toList());
    }
}
