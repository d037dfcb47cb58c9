package semel.view;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import semel.wire.Outage;
import semel.wire.ProcessEnd;

/**
 * Reads for all streams of this replica, one part at a time, so that however many there are they cost the database one connection.
 * {@link Readers} says for whom, and who is told what. Where nobody waits nothing is read.
 */
@ApplicationScoped
class SharedReading {
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final AppliedOrders orders;
    private final ViewSettings settings;
    private final ProcessEnd end;
    private final Vertx vertx;
    private final Outage outage;
    private final Readers<UniEmitter<? super Part>> readers;
    private boolean isLooking;

    SharedReading(AppliedOrders orders, ViewSettings settings, ProcessEnd end, Vertx vertx) {
        this.orders = orders;
        this.settings = settings;
        this.end = end;
        this.vertx = vertx;
        this.outage = new Outage("reading applied orders", settings.reminder());
        this.readers = new Readers<>(settings.heartbeat());
    }

    /**
     * @param owner whose orders are asked for, empty for everybody's
     * @return as soon as there are some; without any when it is time to show that one is there. Never fails, were the database away
     */
    Uni<Part> after(Position position, Optional<String> owner) {
        return Uni.createFrom().emitter(told -> join(told, position, owner));
    }

    private synchronized void join(UniEmitter<? super Part> told, Position position, Optional<String> owner) {
        readers.join(told, position, owner, System.nanoTime());
        told.onTermination(() -> leave(told));
        if (!isLooking) {
            isLooking = true;
            lookAgain();
        }
    }

    private synchronized void leave(UniEmitter<? super Part> told) {
        readers.leave(told);
    }

    private void lookAgain() {
        lookIn(readers.isUrgent() ? AT_ONCE : settings.poll());
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
                        .with(this::found, this::foundNothing));
    }

    private synchronized Optional<Position> whereToLook() {
        var from = readers.next();
        isLooking = from.isPresent();
        return from;
    }

    private void found(Part part) {
        outage.over();
        tell(whoIsTold(part));
    }

    // First the next look: none is left out, whatever those do who are told.
    private synchronized Map<UniEmitter<? super Part>, Part> whoIsTold(Part part) {
        var told = readers.found(part, System.nanoTime());
        lookAgain();
        return told;
    }

    private void foundNothing(Throwable failure) {
        outage.failed(failure);
        tell(whoIsToldNothing());
    }

    private synchronized Map<UniEmitter<? super Part>, Part> whoIsToldNothing() {
        var told = readers.foundNothing(System.nanoTime());
        lookIn(settings.poll());
        return told;
    }

    private static void tell(Map<UniEmitter<? super Part>, Part> told) {
        told.forEach(UniEmitter::complete);
    }
}
