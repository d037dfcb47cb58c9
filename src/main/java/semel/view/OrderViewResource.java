package semel.view;

import com.fasterxml.jackson.databind.ObjectMapper;
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
import org.jboss.resteasy.reactive.RestResponse;
import semel.access.Caller;
import semel.access.Roles;

/**
 * Serves {@code GET /orders} and {@code GET /orders/{orderId}}. The list holds applied orders only, as the stream does; an order that
 * was just accepted is found by its id. To list it, each POST would have to write its customer into an index.
 */
@Path("/orders")
@RolesAllowed({Roles.ORDER_READER, Roles.OPERATOR})
@Produces(MediaType.APPLICATION_JSON)
public class OrderViewResource {
    private final ObjectMapper json;
    private final BoundedReads reads;
    private final Caller caller;

    OrderViewResource(ObjectMapper json, BoundedReads reads, Caller caller) {
        this.json = json;
        this.reads = reads;
        this.caller = caller;
    }

    @GET
    public Uni<Page<OrderView>> list(@Context UriInfo uri) {
        var question = NewestQuery.of(uri, "orders", caller.ownerOfWhatItSees());
        return reads.of(() -> CustomerOrder.newest(question))
                .map(rows -> question.window().page(rows, row -> OrderView.applied(row, json), row -> row.id));
    }

    // Not compressed: it fits into one packet, and a strong entity tag is valid for one sequence of bytes.
    @GET
    @Uncompressed
    @Path("/{orderId}")
    public Uni<RestResponse<byte[]>> get(@PathParam("orderId") String orderId, @Context HttpHeaders headers) {
        var id = orderId(orderId);
        return reads.of(() -> ofTheCaller(id))
                .onItem()
                .ifNull()
                .failWith(NotFoundException::new)
                .map(order -> TaggedBody.of(order, json).unlessKnown(headers));
    }

    /** @return null if there is no such order, or if the caller may not see it */
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
        return ReceivedOrder.of(id)
                .onItem()
                .ifNotNull()
                .transform(received ->
                        received.isAccepted ? OrderView.received(received.order(), received.failedAt) : null);
    }

    private static UUID orderId(String text) {
        try {
            return OrderKey.of(text);
        } catch (IllegalArgumentException noOrder) {
            throw new NotFoundException();
        }
    }
}
