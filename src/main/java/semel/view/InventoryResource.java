package semel.view;

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
import semel.access.Roles;
import semel.order.ProductId;

/** Serves {@code GET /inventory}, {@code GET /inventory/{productId}} and {@code GET /inventory/{productId}/movements}. */
@Path("/inventory")
@RolesAllowed({Roles.ORDER_READER, Roles.ORDER_WRITER, Roles.OPERATOR})
@Produces(MediaType.APPLICATION_JSON)
public class InventoryResource {
    private final BoundedReads reads;

    InventoryResource(BoundedReads reads) {
        this.reads = reads;
    }

    @GET
    public Uni<Page<StockView>> list(@Context UriInfo uri) {
        var parameters = new ListParameters(uri);
        var window = parameters.window("inventory", "", ProductId::new);
        parameters.refuseWhatIsWrong();
        return reads.of(() -> StockOnHand.in(window)).map(rows -> window.page(rows, StockView::of, row -> row.product));
    }

    @GET
    @Path("/{productId}")
    public Uni<StockView> get(@PathParam("productId") String productId) {
        var product = product(productId);
        return reads.of(() -> stock(product)).map(StockView::of);
    }

    @GET
    @Path("/{productId}/movements")
    @RolesAllowed(Roles.OPERATOR) // each names an order, which may belong to another owner
    public Uni<Page<MovementView>> movements(@PathParam("productId") String productId, @Context UriInfo uri) {
        var product = product(productId);
        var parameters = new ListParameters(uri);
        var window = parameters.window("movements", product.value(), StockMovement.MovementPosition::of);
        parameters.refuseWhatIsWrong();
        return reads.of(() -> stock(product).chain(known -> StockMovement.of(product, window)))
                .map(rows -> window.page(rows, MovementView::of, StockMovement.MovementPosition::of));
    }

    private static Uni<StockOnHand> stock(ProductId product) {
        return StockOnHand.of(product.value()).onItem().ifNull().failWith(NotFoundException::new);
    }

    // PostgreSQL fails on some texts that are no product id, such as one with U+0000.
    private static ProductId product(String id) {
        try {
            return new ProductId(id);
        } catch (IllegalArgumentException noProduct) {
            throw new NotFoundException();
        }
    }
}
