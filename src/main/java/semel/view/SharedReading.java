package semel.view;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import semel.wire.Outage;
import semel.wire.ProcessEnd;

/**
 * Reads for all streams of this replica, one page at a time, so that however many there are they cost the database one connection:
 * for whoever has waited longest, and whoever else is there or further gets his share. Those who have seen all that there is wait
 * together for the next look; where nobody waits nobody looks.
 */
@ApplicationScoped
class SharedReading {
    /** Where nobody is: it is not known where the end is. */
    private static final Position UNKNOWN = Position.endOf(Long.MAX_VALUE);

    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final AppliedOrders orders;
    private final ViewSettings settings;
    private final ProcessEnd end;
    private final Vertx vertx;
    private final Outage outage;

    /** In the order in which it is their turn. */
    private final Map<UniEmitter<? super Part>, Waiting> waiting = new LinkedHashMap<>();

    private boolean isLooking;
    private Position reached = UNKNOWN;

    /**
     * @param isAtTheEnd whether he has seen all that there was
     * @param since by {@link System#nanoTime}
     */
    private record Waiting(Position position, Optional<String> owner, boolean isAtTheEnd, long since) {
        Waiting at(Position further, boolean isTheEnd) {
            return new Waiting(further, owner, isTheEnd, since);
        }
    }

    SharedReading(AppliedOrders orders, ViewSettings settings, ProcessEnd end, Vertx vertx) {
        this.orders = orders;
        this.settings = settings;
        this.end = end;
        this.vertx = vertx;
        this.outage = new Outage("reading applied orders", settings.reminder());
    }

    /**
     * @param owner whose orders are asked for, empty for everybody's
     * @return as soon as there are some; without any when it is time to show that one is there. Never fails, were the database away
     */
    Uni<Part> after(Position position, Optional<String> owner) {
        return Uni.createFrom().emitter(told -> join(told, position, owner));
    }

    private synchronized void join(UniEmitter<? super Part> told, Position position, Optional<String> owner) {
        waiting.put(told, new Waiting(position, owner, !position.isBehind(reached), System.nanoTime()));
        told.onTermination(() -> leave(told));
        if (!isLooking) {
            isLooking = true;
            lookAgain();
        }
    }

    private synchronized void leave(UniEmitter<? super Part> told) {
        waiting.remove(told);
    }

    private synchronized void lookAgain() {
        var isUrgent = waiting.values().stream()
                .findFirst()
                .filter(first -> !first.isAtTheEnd())
                .isPresent();
        lookIn(isUrgent ? AT_ONCE : settings.poll());
    }

    private void lookIn(Duration pause) {
        vertx.setTimer(pause.toMillis(), timer -> look());
    }

    private void look() {
        whereToLook()
                .ifPresent(from -> orders.after(from)
                        .onFailure()
                        .recoverWithUni(end::unlessStopping)
                        .subscribe()
                        .with(part -> found(from, part), failure -> foundNothing(from, failure)));
    }

    private synchronized Optional<Position> whereToLook() {
        var first = waiting.values().stream().findFirst();
        if (first.isEmpty()) {
            isLooking = false;
            reached = UNKNOWN;
        }
        return first.map(longest -> longest.isAtTheEnd() ? furthestBehindAtTheEnd() : longest.position());
    }

    private Position furthestBehindAtTheEnd() {
        return waiting.values().stream()
                .filter(Waiting::isAtTheEnd)
                .map(Waiting::position)
                .min(Position::compareTo)
                .orElseThrow();
    }

    // First the next look: none is left out, whatever those do who are told.
    private void found(Position from, Part part) {
        outage.over();
        var told = share(from, part);
        lookAgain();
        told.forEach(UniEmitter::complete);
    }

    private void foundNothing(Position from, Throwable failure) {
        outage.failed(failure);
        var told = share(UNKNOWN, Part.nothing(from));
        lookIn(settings.poll());
        told.forEach(UniEmitter::complete);
    }

    /** Whoever is told something comes again from where he is then. */
    private synchronized Map<UniEmitter<? super Part>, Part> share(Position from, Part part) {
        reached = part.isWhole() ? part.end() : UNKNOWN;
        var told = new LinkedHashMap<UniEmitter<? super Part>, Part>();
        for (var each : List.copyOf(waiting.entrySet())) {
            var one = each.getValue();
            var concernsHim = !one.position().isBehind(from);
            var his = concernsHim ? part.after(one.position(), one.owner()) : Part.nothing(one.position());
            if (!his.orders().isEmpty() || isDue(one)) {
                told.put(each.getKey(), his);
                waiting.remove(each.getKey());
            } else if (concernsHim) {
                waiting.remove(each.getKey());
                waiting.put(each.getKey(), one.at(his.end(), his.isWhole()));
            }
        }
        return told;
    }

    private boolean isDue(Waiting one) {
        return System.nanoTime() - one.since() >= settings.heartbeat().toNanos();
    }
}
