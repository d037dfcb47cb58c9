package semel.intake;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;
import semel.wire.Outage;

/** Row, record, answer: in this order, so that nothing accepted is lost and nothing sent has no row. */
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
        this.registering = new Outage("registering a post", settings.reminder());
        this.sending = new Outage("sending a post", settings.reminder());
        this.marking = new Outage("marking a post as acknowledged", settings.reminder());
    }

    /** @return what to tell the client; a database or broker that is away is no failure but an unknown outcome */
    Uni<Acceptance> accept(Posted posted) {
        return register.enter(posted)
                .onItemOrFailure()
                .transformToUni((row, failure) -> failure == null ? deliver(row, posted) : keepUnsent(failure));
    }

    private Uni<Acceptance> deliver(Received row, Posted posted) {
        registering.over();
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
            sending.failed(unknown.cause());
            return Uni.createFrom().item(new Acceptance.Unknown(Optional.of(row.id)));
        }
        sending.over();
        return mark(row, accepted);
    }

    /**
     * Waits for the mark, so that a retry after a 202 does not send again, and no update runs on unattended; but the broker
     * has the record whatever becomes of the mark, so the answer does not depend on it.
     */
    private Uni<Acceptance> mark(Received row, Acceptance.Accepted accepted) {
        return register.markAcknowledged(row.id, Instant.now())
                .invoke(marking::over)
                .onFailure()
                .invoke(marking::failed)
                .onFailure()
                .recoverWithNull()
                .replaceWith(accepted);
    }

    private Uni<Acceptance> keepUnsent(Throwable failure) {
        registering.failed(failure);
        return Uni.createFrom().item(new Acceptance.Unknown(Optional.empty()));
    }

    private static String reason(Throwable failure) {
        return failure.getClass().getSimpleName();
    }
}
