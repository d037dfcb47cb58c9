package semel.intake;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import semel.wire.Outage;

/**
 * Row, record, answer: in this order, so that nothing accepted is lost and nothing sent has no row. Many posts are entered by
 * one statement, sent together, and marked by one statement; of one of them nothing follows for another.
 */
@ApplicationScoped
class Intake {
    private final Register register;
    private final Dispatch dispatch;
    private final Marks marks;
    private final Refusals refusals;
    private final Outage registering;
    private final Outage sending;

    Intake(Register register, Dispatch dispatch, Marks marks, Refusals refusals, IntakeSettings settings) {
        this.register = register;
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
        return Uni.createFrom()
                .deferred(() -> register.enter(posts)
                        .onItemOrFailure()
                        .transformToUni(
                                (rows, failure) -> failure == null ? deliver(rows, posts) : keepUnsent(posts, failure))
                        .memoize()
                        .indefinitely()); // which no subscriber's cancellation passes
    }

    private Uni<List<Acceptance>> deliver(List<Received> rows, List<Posted> posts) {
        registering.over();
        var deliveries = new ArrayList<Uni<Acceptance>>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            deliveries.add(deliver(rows.get(i), posts.get(i)));
        }
        return Uni.join()
                .all(deliveries)
                .andFailFast()
                .chain(acceptances -> mark(rows, acceptances))
                .chain(acceptances -> refusals.settle(rows, posts, acceptances));
    }

    private Uni<Acceptance> deliver(Received row, Posted posted) {
        if (!row.asksForTheSameAs(posted)) {
            return Uni.createFrom().item(new Acceptance.KeyReused());
        }
        var accepted = new Acceptance.Accepted(row.id(), row.isReplayedBy(posted));
        if (row.isAcknowledged()) {
            return Uni.createFrom().item(accepted);
        }
        // The first attempt may have died before its send: a replay never answers from the row alone.
        return dispatch.send(row).map(sent -> settle(sent, row, accepted));
    }

    private Acceptance settle(Sent sent, Received row, Acceptance.Accepted accepted) {
        if (sent instanceof Sent.Refused refused) {
            refusals.count(refused);
            return new Acceptance.Refused(row.id(), refused.why());
        }
        if (sent instanceof Sent.Unknown unknown) {
            sending.failed(unknown.cause());
            return new Acceptance.Unknown(Optional.of(row.id()));
        }
        sending.over();
        return accepted;
    }

    /** No 202 without a mark: what has none is judged by no audit. */
    private Uni<List<Acceptance>> mark(List<Received> rows, List<Acceptance> acceptances) {
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
                ? new Acceptance.Unknown(Optional.of(accepted.id()))
                : acceptance;
    }

    private static List<UUID> acknowledgedNow(List<Received> rows, List<Acceptance> acceptances) {
        return IntStream.range(0, rows.size())
                .filter(i -> acceptances.get(i) instanceof Acceptance.Accepted)
                .mapToObj(rows::get)
                .filter(row -> !row.isAcknowledged())
                .map(row -> row.id())
                .toList();
    }

    private Uni<List<Acceptance>> keepUnsent(List<Posted> posts, Throwable failure) {
        registering.failed(failure);
        return Uni.createFrom()
                .item(posts.stream()
                        .<Acceptance>map(posted -> new Acceptance.Unknown(Optional.empty()))
                        .toList());
    }
}
