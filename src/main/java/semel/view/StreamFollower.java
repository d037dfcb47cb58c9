package semel.view;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Produces the events of one client's stream; reads on only when all earlier events are sent. */
final class StreamFollower {
    static final String EVENT = "order";

    /** When a browser reconnects; without it each browser chooses. */
    private static final long RETRY_MILLIS = 1_000;

    private final SharedStreamReader reading;
    private final Sse sse;
    private final Executor client;
    private final Optional<String> owner;
    private StreamPosition position;

    /** @param client runs what answers this client */
    StreamFollower(SharedStreamReader reading, Sse sse, Executor client, Optional<String> owner, StreamPosition start) {
        this.reading = reading;
        this.sse = sse;
        this.client = client;
        this.owner = owner;
        this.position = start;
    }

    /** @return never completes */
    Multi<OutboundSseEvent> events() {
        // The first event carries the start: a client that is cut off before its first order continues from there.
        var first = Multi.createFrom().items(begin());
        var others = Multi.createBy()
                .repeating()
                .uni(this::next)
                .indefinitely()
                .onItem()
                .<OutboundSseEvent>disjoint();
        return Multi.createBy().concatenating().streams(first, others);
    }

    private Uni<List<OutboundSseEvent>> next() {
        return reading.after(position, owner).emitOn(client).map(this::events);
    }

    private List<OutboundSseEvent> events(StreamPart part) {
        position = part.end();
        return part.orders().isEmpty()
                ? List.of(here())
                : part.orders().stream().map(this::event).toList();
    }

    private OutboundSseEvent event(AppliedOrder order) {
        return sse.newEventBuilder()
                .id(order.position().id())
                .name(EVENT)
                .data(order.json())
                .build();
    }

    private OutboundSseEvent begin() {
        return here(sse.newEventBuilder().reconnectDelay(RETRY_MILLIS));
    }

    private OutboundSseEvent here() {
        return here(sse.newEventBuilder());
    }

    /** A comment with an id: a browser stores the id and dispatches no event. */
    private OutboundSseEvent here(OutboundSseEvent.Builder nothing) {
        return nothing.comment("here").id(position.id()).build();
    }
}
