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

/** Serves {@code GET /orders/stream}: sends each applied order once. A client can continue its stream at any replica. */
@Path("/orders/stream")
@RolesAllowed({Roles.ORDER_READER, Roles.OPERATOR})
public class OrderStreamResource {
    private final SharedStreamReader reader;
    private final OpenStreams streams;
    private final ViewConfig settings;
    private final Caller caller;

    OrderStreamResource(SharedStreamReader reader, OpenStreams streams, ViewConfig settings, Caller caller) {
        this.reader = reader;
        this.streams = streams;
        this.settings = settings;
        this.caller = caller;
    }

    @GET
    @StreamStart.BindsStreamStart
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    public Multi<OutboundSseEvent> stream(@Context Sse sse, @Context RoutingContext exchange) {
        var follower = new StreamFollower(
                reader, sse, CallersContext.here(), caller.ownerOfWhatItSees(), StreamStart.of(exchange));
        return streams.hold(exchange, SlowClientGuard.noLongerThan(settings.unread(), exchange, follower.events()));
    }

    // Without this method HEAD would run the GET, which never ends.
    @HEAD
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public RestResponse<Void> head() {
        return ResponseBuilder.<Void>ok().type(MediaType.SERVER_SENT_EVENTS).build();
    }
}
