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
 * Reads for all streams of this replica, one part at a time, so that however many there are they cost the database one connection.
 * {@link StreamReaders} says for whom, and who is told what. Where nobody waits nothing is read. A commit wakes it; it looks by itself, more
 * and more seldom, only while a transaction holds back what is committed, and otherwise once in a while.
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

    /** Not that of the one who wakes it: it would be slowed down by the reading. */
    private final ContextInternal context;

    private boolean isLooking;
    private long timer = NO_TIMER; // of the next look, none while one is under way
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
     * @param owner whose orders are asked for, empty for everybody's
     * @return as soon as there are some; without any when it is time to show that one is there. Never fails, were the database away
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

    /** After the look that is under way, if one is: it may have come too early. */
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

    // First the next look: none is left out, whatever those do who are told.
    private synchronized Map<UniEmitter<? super StreamPart>, StreamPart> whoIsTold(
            AppliedOrderQueries.StreamRead reading) {
        var told = readers.found(reading.part(), System.nanoTime());
        lookAgain(reading.isHeldBack() ? nextPauseHeldBack() : poll);
        if (mustLookAgain || !reading.isHeldBack()) {
            pauseHeldBack = AT_ONCE;
        }
        return told;
    }

    /** Nobody tells when a transaction of others ends. */
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
