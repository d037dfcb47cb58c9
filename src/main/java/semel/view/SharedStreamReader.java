package semel.view;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import semel.kafka.Outage;
import semel.kafka.ProcessExit;
import semel.sql.Committed;

/**
 * Reads applied orders for all open streams of this replica, one part at a time, so that any number of streams uses one database
 * connection. {@link StreamReaders} chooses the position and the readers to answer; if none waits, nothing is read. Each commit triggers a
 * reading. Without a commit it polls; while an open transaction holds back committed orders, it polls with a growing pause.
 *
 * @see "docs/explanation/decisions/0029-streams-are-woken-by-the-commit.md"
 */
@ApplicationScoped
class SharedStreamReader {
    private static final Duration AT_ONCE = Duration.ofMillis(1);
    private static final long NO_TIMER = -1;

    private final AppliedOrderQueries orders;
    private final ProcessExit end;
    private final Duration poll;
    private final Outage outage;
    private final StreamReaders<UniEmitter<? super StreamPart>> readers;

    /** Its own context: on that of the commit's observer the reading would slow down the observer. */
    private final ContextInternal context;

    private boolean isLooking;
    private long timer = NO_TIMER; // of the next reading; none while one is running
    private boolean mustLookAgain;
    private Duration pauseHeldBack = AT_ONCE;

    SharedStreamReader(AppliedOrderQueries orders, ViewConfig settings, ProcessExit end, Vertx vertx) {
        this.orders = orders;
        this.end = end;
        this.poll = Collections.min(List.of(settings.poll(), settings.heartbeat()));
        this.context = ((VertxInternal) vertx).createEventLoopContext();
        this.outage = new Outage("reading applied orders", settings.reminder());
        this.readers = new StreamReaders<>(settings.heartbeat());
    }

    /**
     * @param owner empty for the orders of all owners
     * @return as soon as there are orders; without orders when the heartbeat is due. Does not fail while the database is unavailable
     */
    Uni<StreamPart> after(StreamPosition position, Optional<String> owner) {
        return Uni.createFrom().emitter(told -> join(told, position, owner));
    }

    private synchronized void join(
            UniEmitter<? super StreamPart> told, StreamPosition position, Optional<String> owner) {
        var isAtTheEnd = readers.join(told, position, owner, System.nanoTime());
        told.onTermination(() -> leave(told));
        if (!isLooking) {
            isLooking = true;
            lookAgain(poll);
        } else if (!isAtTheEnd) {
            lookSoon();
        }
    }

    private synchronized void leave(UniEmitter<? super StreamPart> told) {
        readers.leave(told);
    }

    synchronized void wake(@Observes Committed committed) {
        if (isLooking) {
            lookSoon();
        }
    }

    /** Reads after the running reading, if there is one: that may have started before the commit. */
    private void lookSoon() {
        if (!mustLookAgain) {
            mustLookAgain = true;
            if (context.owner().cancelTimer(timer)) {
                lookIn(AT_ONCE);
            }
        }
    }

    private void lookAgain(Duration pause) {
        lookIn(mustLookAgain || readers.isUrgent() ? AT_ONCE : pause);
    }

    private void lookIn(Duration pause) {
        timer = context.setTimer(pause.toMillis(), due -> look());
    }

    private void look() {
        whereToLook()
                .ifPresent(from -> orders.after(from)
                        .onFailure()
                        .recoverWithUni(end::unlessStopping)
                        .subscribe()
                        .with(this::found, this::foundNothing));
    }

    private synchronized Optional<StreamPosition> whereToLook() {
        var from = readers.next();
        isLooking = from.isPresent();
        timer = NO_TIMER;
        mustLookAgain = false;
        return from;
    }

    private void found(AppliedOrderQueries.StreamRead reading) {
        outage.over();
        tell(whoIsTold(reading));
    }

    // Schedules the next reading first: a reader that throws must not prevent it.
    private synchronized Map<UniEmitter<? super StreamPart>, StreamPart> whoIsTold(
            AppliedOrderQueries.StreamRead reading) {
        var told = readers.found(reading.part(), System.nanoTime());
        lookAgain(reading.isHeldBack() ? nextPauseHeldBack() : poll);
        if (mustLookAgain || !reading.isHeldBack()) {
            pauseHeldBack = AT_ONCE;
        }
        return told;
    }

    /** There is no notification for the end of a foreign transaction, so it polls with a growing pause. */
    private Duration nextPauseHeldBack() {
        pauseHeldBack = Collections.min(List.of(pauseHeldBack.multipliedBy(2), poll));
        return pauseHeldBack;
    }

    private void foundNothing(Throwable failure) {
        outage.failed(failure);
        tell(whoIsToldNothing());
    }

    private synchronized Map<UniEmitter<? super StreamPart>, StreamPart> whoIsToldNothing() {
        var told = readers.foundNothing(System.nanoTime());
        mustLookAgain = false;
        lookIn(poll);
        return told;
    }

    private static void tell(Map<UniEmitter<? super StreamPart>, StreamPart> told) {
        told.forEach(UniEmitter::complete);
    }
}
