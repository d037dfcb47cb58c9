package semel.view;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.quarkus.vertx.http.Uncompressed;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import semel.access.Caller;
import semel.access.Roles;

/**
 * {@code GET /orders} and {@code GET /orders/{orderId}}. The list holds the orders that are applied, as the stream does: what was
 * accepted a moment ago is at its own address first. To list it too, each POST would have to write its customer into an index.
 */
@Path("/orders")
@RolesAllowed({Roles.ORDER_READER, Roles.OPERATOR})
@Tag(name = "orders")
@Produces(MediaType.APPLICATION_JSON)
public class OrdersOut {
    private final ObjectMapper json;
    private final Caller caller;

    OrdersOut(ObjectMapper json, Caller caller) {
        this.json = json;
        this.caller = caller;
    }

    @GET
    @WithSession
    @Operation(
            operationId = "listOrders",
            summary = "Lists orders, newest first",
            description =
                    "Those of the caller that are applied, an operator sees everybody's; of one customer or of all. An order that was just accepted is shown at its"
                            + " Location at once, and here as soon as it is decided and applied.")
    @APIResponse(responseCode = "200", description = "A page; its next is null at the end")
    @APIResponse(responseCode = "400", description = "A parameter is not what it must be")
    @Parameter(ref = Asked.CUSTOMER)
    @Parameter(ref = Asked.LIMIT)
    @Parameter(ref = Asked.CURSOR)
    public Uni<Page<OrderView>> list(@Context UriInfo uri) {
        var asked = new Asked(uri);
        var question = Newest.of(asked, "orders", caller.ownerOfWhatItSees());
        asked.refuseWhatIsWrong();
        return CustomerOrder.newest(question)
                .map(rows -> question.window().page(rows, row -> OrderView.applied(row, json), row -> row.id));
    }

    // Not compressed: it fits into a packet, and a strong tag stands for one sequence of bytes.
    @GET
    @WithSession
    @Uncompressed
    @Path("/{orderId}")
    @Operation(operationId = "getOrder", summary = "Shows how far an order is")
    @APIResponse(
            responseCode = "200",
            headers = @Header(name = HttpHeaders.ETAG, description = "Changes with the order's state"),
            content = @Content(schema = @Schema(implementation = OrderView.class)))
    @APIResponse(responseCode = "304", description = "It is as the client knows it")
    @APIResponse(responseCode = "404", description = "There is no such order")
    public Uni<RestResponse<byte[]>> get(
            @PathParam("orderId") String orderId,
            @Parameter(
                            name = HttpHeaders.IF_NONE_MATCH,
                            in = ParameterIn.HEADER,
                            schema = @Schema(type = SchemaType.STRING))
                    @Context
                    HttpHeaders headers) {
        return ofTheCaller(orderId(orderId))
                .onItem()
                .ifNull()
                .failWith(NotFoundException::new)
                .map(order -> Tagged.of(order, json).unlessKnown(headers));
    }

    /** @return null too where it is another's */
    private Uni<OrderView> ofTheCaller(UUID id) {
        return caller.seesAll()
                ? view(id)
                : ReceivedOrder.of(id)
                        .onItem()
                        .ifNotNull()
                        .transformToUni(received -> received.owner.equals(caller.owner())
                                ? view(id)
                                : Uni.createFrom().nullItem());
    }

    private Uni<OrderView> view(UUID id) {
        return applied(id).onItem().ifNull().switchTo(() -> received(id));
    }

    private Uni<OrderView> applied(UUID id) {
        return CustomerOrder.of(id).onItem().ifNotNull().transform(order -> OrderView.applied(order, json));
    }

    private static Uni<OrderView> received(UUID id) {
        return ReceivedOrder.of(id).onItem().ifNotNull().transform(received -> OrderView.received(received.order()));
    }

    private static UUID orderId(String text) {
        try {
            return OrderKey.of(text);
        } catch (IllegalArgumentException noOrder) {
            throw new NotFoundException();
        }
    }
}
