package semel.view;

import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import semel.access.Roles;
import semel.order.ProductId;

/** {@code GET /inventory} and {@code GET /inventory/{productId}}. */
@Path("/inventory")
@RolesAllowed({Roles.ORDER_READER, Roles.ORDER_WRITER, Roles.OPERATOR})
@Tag(name = "inventory")
@Produces(MediaType.APPLICATION_JSON)
public class StockOut {
    @GET
    @WithSession
    @Operation(operationId = "listStock", summary = "Lists what is on hand, by product")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = StockView.Page.class)))
    public Uni<StockView.Page> list() {
        return OnHand.all().map(StockView::all);
    }

    @GET
    @WithSession
    @Path("/{productId}")
    @Operation(operationId = "getStock", summary = "Shows what is on hand of a product")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = StockView.class)))
    @APIResponse(responseCode = "404", description = "The product never had a receipt")
    public Uni<StockView> get(@PathParam("productId") String productId) {
        return OnHand.of(product(productId))
                .onItem()
                .ifNull()
                .failWith(NotFoundException::new)
                .map(StockView::of);
    }

    // The database would choke on some of what cannot be a product.
    private static String product(String id) {
        try {
            return new ProductId(id).value();
        } catch (IllegalArgumentException noProduct) {
            throw new NotFoundException();
        }
    }
}
