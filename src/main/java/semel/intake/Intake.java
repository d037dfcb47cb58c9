package semel.intake;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Row, record, answer: in this order, so that nothing accepted is lost and nothing sent has no row. */
@ApplicationScoped
class Intake {
    private static final Logger LOG = Logger.getLogger(Intake.class);

    private final Register register;
    private final Dispatch dispatch;

    Intake(Register register, Dispatch dispatch) {
        this.register = register;
        this.dispatch = dispatch;
    }

    /** @return what to tell the client; a database or broker that is away is no failure but an unknown outcome */
    Uni<Acceptance> accept(Posted posted) {
        return register.enter(posted)
                .onItemOrFailure()
                .transformToUni((row, failure) -> failure == null ? deliver(row, posted) : keepUnsent(posted, failure));
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
        return dispatch.send(row).chain(sent -> settle(sent, row, accepted));
    }

    private Uni<Acceptance> settle(Sent sent, Received row, Acceptance.Accepted accepted) {
        if (sent instanceof Sent.Refused refused) {
            LOG.errorf("post refused by the broker kind=%s id=%s reason=%s", row.kind, row.id, reason(refused.cause()));
            return Uni.createFrom().item(new Acceptance.Refused(row.id));
        }
        if (sent instanceof Sent.Unknown unknown) {
            LOG.warnf("post not acknowledged kind=%s id=%s reason=%s", row.kind, row.id, reason(unknown.cause()));
            return Uni.createFrom().item(new Acceptance.Unknown(Optional.of(row.id)));
        }
        return mark(row, accepted);
    }

    /**
     * Waits for the mark, so that a retry after a 202 does not send again, and no update runs on unattended; but the broker
     * has the record whatever becomes of the mark, so the answer does not depend on it.
     */
    private Uni<Acceptance> mark(Received row, Acceptance.Accepted accepted) {
        return register.markAcknowledged(row.id, Instant.now())
                .<Acceptance>replaceWith(accepted)
                .onFailure()
                .recoverWithItem(failure -> acceptUnmarked(row, accepted, failure));
    }

    private Acceptance acceptUnmarked(Received row, Acceptance.Accepted accepted, Throwable failure) {
        LOG.warnf("post acknowledged but not marked kind=%s id=%s reason=%s", row.kind, row.id, reason(failure));
        return accepted;
    }

    private Uni<Acceptance> keepUnsent(Posted posted, Throwable failure) {
        LOG.errorf(failure, "post not registered kind=%s id=%s", posted.kind(), posted.id());
        return Uni.createFrom().item(new Acceptance.Unknown(Optional.empty()));
    }

    private static String reason(Throwable failure) {
        return failure.getClass().getSimpleName();
    }
}
