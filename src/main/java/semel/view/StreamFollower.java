package semel.view;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** One client's way along the stream: asks for what comes next when everything before it is sent. */
final class StreamFollower {
    static final String EVENT = "order";

    /** After which a browser comes back; without a word it is up to each browser. */
    private static final long RETRY_MILLIS = 1_000;

    private final SharedStreamReader reading;
    private final Sse sse;
    private final Executor client;
    private final Optional<String> owner;
    private StreamPosition position;

    /** @param client where it is answered */
    StreamFollower(SharedStreamReader reading, Sse sse, Executor client, Optional<String> owner, StreamPosition start) {
        this.reading = reading;
        this.sse = sse;
        this.client = client;
        this.owner = owner;
        this.position = start;
    }

    /** Without end. */
    Multi<OutboundSseEvent> events() {
        // The first says where it begins: who is cut off before he meets an order goes on from there.
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

    /** No event: a browser remembers the id, and nobody is told of it. */
    private OutboundSseEvent here(OutboundSseEvent.Builder nothing) {
        return nothing.comment("here").id(position.id()).build();
    }
}
