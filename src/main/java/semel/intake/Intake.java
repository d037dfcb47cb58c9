package semel.intake;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import semel.wire.Outage;

/**
 * Row, record, answer: in this order, so that nothing accepted is lost and nothing sent has no row. Many posts are entered by
 * one statement, sent together, and marked by one statement; of one of them nothing follows for another.
 */
@ApplicationScoped
class Intake {
    private static final Logger LOG = Logger.getLogger(Intake.class);

    private final Register register;
    private final Dispatch dispatch;
    private final Outage registering;
    private final Outage sending;
    private final Outage marking;

    Intake(Register register, Dispatch dispatch, IntakeSettings settings) {
        this.register = register;
        this.dispatch = dispatch;
        this.registering = new Outage("registering posts", settings.reminder());
        this.sending = new Outage("sending a post", settings.reminder());
        this.marking = new Outage("marking posts as acknowledged", settings.reminder());
    }

    /** @return what to tell the client; a database or broker that is away is no failure but an unknown outcome */
    Uni<Acceptance> accept(Posted posted) {
        return accept(List.of(posted)).map(acceptances -> acceptances.get(0));
    }

    /**
     * @param posts no two of them under one key
     * @return what to tell the client of each, in their order
     */
    Uni<List<Acceptance>> accept(List<Posted> posts) {
        if (posts.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return register.enter(posts)
                .onItemOrFailure()
                .transformToUni((rows, failure) -> failure == null ? deliver(rows, posts) : keepUnsent(posts, failure));
    }

    private Uni<List<Acceptance>> deliver(List<Received> rows, List<Posted> posts) {
        registering.over();
        var deliveries = new ArrayList<Uni<Acceptance>>(rows.size());
        for (int i = 0; i < rows.size(); i++) {
            deliveries.add(deliver(rows.get(i), posts.get(i)));
        }
        return Uni.join().all(deliveries).andFailFast().call(acceptances -> mark(rows, acceptances));
    }

    private Uni<Acceptance> deliver(Received row, Posted posted) {
        if (!row.asksForTheSameAs(posted)) {
            return Uni.createFrom().item(new Acceptance.KeyReused());
        }
        var accepted = new Acceptance.Accepted(row.id, row.isReplayedBy(posted));
        if (row.isAcknowledged()) {
            return Uni.createFrom().item(accepted);
        }
        // The first attempt may have died before its send: a replay never answers from the row alone.
        return dispatch.send(row).map(sent -> settle(sent, row, accepted));
    }

    private Acceptance settle(Sent sent, Received row, Acceptance.Accepted accepted) {
        if (sent instanceof Sent.Refused refused) {
            LOG.errorf("post refused by the broker kind=%s id=%s reason=%s", row.kind, row.id, reason(refused.cause()));
            return new Acceptance.Refused(row.id);
        }
        if (sent instanceof Sent.Unknown unknown) {
            sending.failed(unknown.cause());
            return new Acceptance.Unknown(Optional.of(row.id));
        }
        sending.over();
        return accepted;
    }

    /**
     * Waits for the mark, so that a retry after a 202 does not send again, and no update runs on unattended; but the broker
     * has the records whatever becomes of the mark, so the answer does not depend on it.
     */
    private Uni<Void> mark(List<Received> rows, List<Acceptance> acceptances) {
        var acknowledged = acknowledgedNow(rows, acceptances);
        if (acknowledged.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return register.markAcknowledged(acknowledged)
                .invoke(marking::over)
                .onFailure()
                .invoke(marking::failed)
                .onFailure()
                .recoverWithNull();
    }

    private static List<UUID> acknowledgedNow(List<Received> rows, List<Acceptance> acceptances) {
        return IntStream.range(0, rows.size())
                .filter(i -> acceptances.get(i) instanceof Acceptance.Accepted)
                .mapToObj(rows::get)
                .filter(row -> !row.isAcknowledged())
                .map(row -> row.id)
                .toList();
    }

    private Uni<List<Acceptance>> keepUnsent(List<Posted> posts, Throwable failure) {
        registering.failed(failure);
        return Uni.createFrom()
                .item(posts.stream()
                        .<Acceptance>map(posted -> new Acceptance.Unknown(Optional.empty()))
                        .toList());
    }

    private static String reason(Throwable failure) {
        return failure.getClass().getSimpleName();
    }
}
