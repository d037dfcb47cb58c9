package semel.view;

import io.smallrye.mutiny.Multi;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.RestStreamElementType;
import semel.access.Caller;
import semel.access.Roles;

/** {@code GET /orders/stream}: each applied order once, from any replica. */
@Path("/orders/stream")
@RolesAllowed({Roles.ORDER_READER, Roles.OPERATOR})
@Tag(name = "orders")
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
    @Operation(
            operationId = "streamOrders",
            summary = "Tells of each order when it is applied",
            description =
                    "An event order for each, once; its data is that of GET /orders/{orderId}. It holds the caller's orders,"
                            + " an operator sees everybody's. Without Last-Event-ID it begins now. After a cut go on with the last id at"
                            + " any replica: nothing is left out, nothing is repeated. Ids without an event, at the beginning and every"
                            + " 15 seconds where nothing comes, say where one is. The order is that of the transactions that applied them.")
    @Parameter(
            name = HttpHeaders.LAST_EVENT_ID_HEADER,
            in = ParameterIn.HEADER,
            description = "The last id that was received, as a browser sends it when it connects again by itself",
            schema = @Schema(type = SchemaType.STRING))
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = MediaType.SERVER_SENT_EVENTS, schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "400", description = "The Last-Event-ID is none of this stream")
    @APIResponse(responseCode = "503", description = "As many streams are open here as may be")
    public Multi<OutboundSseEvent> stream(@Context Sse sse, @Context RoutingContext exchange) {
        var following = new Following(
                reading, sse, Vertx.currentContext(), caller.ownerOfWhatItSees(), StreamStart.of(exchange));
        return streams.hold(exchange, Unread.noLongerThan(settings.unread(), exchange, following.events()));
    }

    // Otherwise it would be a GET, and never end.
    @HEAD
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(hidden = true)
    public RestResponse<Void> head() {
        return ResponseBuilder.<Void>ok().type(MediaType.SERVER_SENT_EVENTS).build();
    }
}
