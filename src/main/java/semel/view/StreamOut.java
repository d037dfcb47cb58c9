package semel.view;

import io.smallrye.mutiny.Multi;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.RestStreamElementType;
import semel.access.Caller;
import semel.access.Roles;
import semel.sql.CallersContext;

/** {@code GET /orders/stream}: each applied order once, from any replica. */
@Path("/orders/stream")
@RolesAllowed({Roles.ORDER_READER, Roles.OPERATOR})
public class StreamOut {
    private final SharedReading reading;
    private final OpenStreams streams;
    private final ViewSettings settings;
    private final Caller caller;

    StreamOut(SharedReading reading, OpenStreams streams, ViewSettings settings, Caller caller) {
        this.reading = reading;
        this.streams = streams;
        this.settings = settings;
        this.caller = caller;
    }

    @GET
    @StreamStart.Begins
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    public Multi<OutboundSseEvent> stream(@Context Sse sse, @Context RoutingContext exchange) {
        var following = new Following(
                reading, sse, CallersContext.here(), caller.ownerOfWhatItSees(), StreamStart.of(exchange));
        return streams.hold(exchange, Unread.noLongerThan(settings.unread(), exchange, following.events()));
    }

    // Otherwise it would be a GET, and never end.
    @HEAD
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public RestResponse<Void> head() {
        return ResponseBuilder.<Void>ok().type(MediaType.SERVER_SENT_EVENTS).build();
    }
}
