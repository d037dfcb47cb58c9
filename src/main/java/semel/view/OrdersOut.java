package semel.view;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import semel.access.Caller;
import semel.access.Roles;

/** {@code GET /orders/{orderId}}. */
@Path("/orders/{orderId}")
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
    @Operation(operationId = "getOrder", summary = "Shows how far an order is")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = OrderView.class)))
    @APIResponse(responseCode = "404", description = "There is no such order")
    public Uni<OrderView> get(@PathParam("orderId") String orderId) {
        return ofTheCaller(orderId(orderId)).onItem().ifNull().failWith(NotFoundException::new);
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

    // What intake never gives as an id is no order: UUID.fromString would take "1-1-1-1-1" too.
    private static UUID orderId(String text) {
        try {
            var id = UUID.fromString(text);
            if (id.toString().equals(text)) {
                return id;
            }
        } catch (IllegalArgumentException noUuid) {
            // said below
        }
        throw new NotFoundException();
    }
}
