package semel.view;

import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import semel.access.Roles;
import semel.order.ProductId;

/** {@code GET /inventory}, {@code GET /inventory/{productId}} and {@code GET /inventory/{productId}/movements}. */
@Path("/inventory")
@RolesAllowed({Roles.ORDER_READER, Roles.ORDER_WRITER, Roles.OPERATOR})
@Tag(name = "inventory")
@Produces(MediaType.APPLICATION_JSON)
public class StockOut {
    @GET
    @WithSession
    @Operation(operationId = "listStock", summary = "Lists what is on hand, by product")
    @APIResponse(responseCode = "200", description = "A page; its next is null at the end")
    @APIResponse(responseCode = "400", description = "A parameter is not what it must be")
    @Parameter(ref = Asked.LIMIT)
    @Parameter(ref = Asked.CURSOR)
    public Uni<Page<StockView>> list(@Context UriInfo uri) {
        var asked = new Asked(uri);
        var window = asked.window("inventory", "", ProductId::new);
        asked.refuseWhatIsWrong();
        return OnHand.in(window).map(rows -> window.page(rows, StockView::of, row -> row.product));
    }

    @GET
    @WithSession
    @Path("/{productId}")
    @Operation(operationId = "getStock", summary = "Shows what is on hand of a product")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = StockView.class)))
    @APIResponse(responseCode = "404", description = "The product never had a receipt")
    public Uni<StockView> get(@Parameter(schema = @Schema(ref = "Id")) @PathParam("productId") String productId) {
        return stock(product(productId)).map(StockView::of);
    }

    @GET
    @WithSession
    @Path("/{productId}/movements")
    @RolesAllowed(Roles.OPERATOR) // each names somebody's order
    @Operation(operationId = "listMovements", summary = "Lists what changed the stock of a product, newest first")
    @APIResponse(responseCode = "200", description = "A page; its next is null at the end")
    @APIResponse(responseCode = "400", description = "A parameter is not what it must be")
    @APIResponse(responseCode = "404", description = "The product never had a receipt")
    @Parameter(ref = Asked.LIMIT)
    @Parameter(ref = Asked.CURSOR)
    public Uni<Page<MovementView>> movements(
            @Parameter(schema = @Schema(ref = "Id")) @PathParam("productId") String productId, @Context UriInfo uri) {
        var product = product(productId);
        var asked = new Asked(uri);
        var window = asked.window("movements", product.value(), Movement.Place::of);
        asked.refuseWhatIsWrong();
        return stock(product)
                .chain(known -> Movement.of(product, window))
                .map(rows -> window.page(rows, MovementView::of, Movement.Place::of));
    }

    private static Uni<OnHand> stock(ProductId product) {
        return OnHand.of(product.value()).onItem().ifNull().failWith(NotFoundException::new);
    }

    // The database would choke on some of what cannot be a product.
    private static ProductId product(String id) {
        try {
            return new ProductId(id);
        } catch (IllegalArgumentException noProduct) {
            throw new NotFoundException();
        }
    }
}
