package semel.view;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import java.util.Optional;

/** One client's way along the stream: asks for what comes next when everything before it is sent. */
final class Following {
    static final String EVENT = "order";

    private final SharedReading reading;
    private final Sse sse;
    private final Context context;
    private final Optional<String> owner;
    private Position position;

    /** @param context where the client is answered */
    Following(SharedReading reading, Sse sse, Context context, Optional<String> owner, Position start) {
        this.reading = reading;
        this.sse = sse;
        this.context = context;
        this.owner = owner;
        this.position = start;
    }

    /** Without end. */
    Multi<OutboundSseEvent> events() {
        // The first says where it begins: who is cut off before he meets an order goes on from there.
        var first = Multi.createFrom().items(here());
        var others = Multi.createBy()
                .repeating()
                .uni(this::next)
                .indefinitely()
                .onItem()
                .<OutboundSseEvent>disjoint();
        return Multi.createBy().concatenating().streams(first, others);
    }

    private Uni<List<OutboundSseEvent>> next() {
        return reading.after(position, owner)
                .emitOn(task -> context.runOnContext(ignored -> task.run()))
                .map(this::events);
    }

    private List<OutboundSseEvent> events(Part part) {
        position = part.end();
        return part.orders().isEmpty()
                ? List.of(here())
                : part.orders().stream().map(this::event).toList();
    }

    private OutboundSseEvent event(Applied order) {
        return sse.newEventBuilder()
                .id(order.position().id())
                .name(EVENT)
                .data(order.json())
                .build();
    }

    /** No event: a browser remembers the id, and nobody is told of it. */
    private OutboundSseEvent here() {
        return sse.newEventBuilder().comment("here").id(position.id()).build();
    }
}
