package semel.sql;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgNotification;
import io.vertx.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/**
 * Notifies the other replicas of commits, and receives their notifications, by {@code NOTIFY} and {@code LISTEN} in its own session.
 * Nothing depends on it: the next poll finds what a lost notification announced.
 *
 * @see "docs/explanation/decisions/0029-streams-are-woken-by-the-commit.md"
 */
@ApplicationScoped
class CommitChannel {
    private static final Logger LOG = Logger.getLogger(CommitChannel.class);

    private static final String LISTEN = "listen semel_committed";
    private static final String NOTIFY = "notify semel_committed";
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long MAX_PAUSE_MILLIS = 5_000;

    private final Connections connections;
    private final Event<Committed> heard;
    private final long renewalMillis;

    /** All fields below are used on this context only. */
    private final ContextInternal context;

    private PgConnection session; // null while there is none
    private long opening = -1; // the timer that opens the next
    private int failures;
    private boolean isNotifying;
    private boolean isOwed;
    private boolean isStopped;

    CommitChannel(Connections connections, Event<Committed> heard, SqlConfig settings, Vertx vertx) {
        this.connections = connections;
        this.heard = heard;
        // A session that receives nothing is closed after that silence, and its server may have become a standby.
        this.renewalMillis = Math.max(1, settings.silence().toMillis() / 2);
        this.context = ((VertxInternal) vertx).createEventLoopContext();
    }

    void atStart(@Observes StartupEvent start) {
        context.runOnContext(started -> open());
    }

    void atStop(@Observes ShutdownEvent stop) {
        context.runOnContext(stopped -> {
            isStopped = true;
            context.owner().cancelTimer(opening);
        });
    }

    private void open() {
        connections
                .openOwn(context)
                .compose(this::listening)
                .onSuccess(this::use)
                .onFailure(this::failed);
    }

    private Future<PgConnection> listening(SqlConnection opened) {
        var next = ((PgConnection) opened).notificationHandler(this::hear);
        next.exceptionHandler(broken -> {}); // the close handler follows; without this the driver prints the stack
        return next.query(LISTEN).execute().map(next).onFailure(refused -> next.close());
    }

    /** Replaces the previous session, which listens until now. */
    private void use(PgConnection next) {
        var previous = session;
        session = next.closeHandler(closed -> lose(next));
        if (previous != null) {
            previous.close();
        }
        if (failures > 0) {
            LOG.infof("listened for commits again attempts=%s", failures);
        }
        failures = 0;
        openIn(renewalMillis);
        heard.fire(new Committed(false)); // for the commits that no session was listening for
    }

    private void lose(PgConnection closed) {
        if (session == closed) {
            session = null;
            openIn(FIRST_PAUSE_MILLIS);
        }
    }

    private void failed(Throwable failure) {
        if (failures == 0 && !isStopped) {
            LOG.warnf("could not listen for commits reason=%s", failure.getMessage());
        }
        failures++;
        openIn(Math.min(MAX_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures, 10)));
    }

    private void openIn(long millis) {
        context.owner().cancelTimer(opening);
        if (!isStopped) {
            opening = context.setTimer(millis, timer -> open());
        }
    }

    private void hear(PgNotification notification) {
        if (session == null || notification.getProcessId() != session.processId()) {
            heard.fire(new Committed(false));
        }
    }

    void tell(@Observes Committed committed) {
        if (committed.isHere()) {
            context.runOnContext(told -> tellOthers());
        }
    }

    /** Sends one at a time: the next covers all commits during the previous one. */
    private void tellOthers() {
        isOwed = isNotifying;
        if (session == null || isNotifying) {
            return;
        }
        isNotifying = true;
        session.query(NOTIFY).execute().onComplete(told -> {
            isNotifying = false;
            if (isOwed) {
                tellOthers();
            }
        });
    }
}
