package semel.view;

import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import semel.access.Caller;
import semel.access.Roles;
import semel.order.CustomerId;

/** {@code GET /notifications}. */
@Path("/notifications")
@RolesAllowed({Roles.ORDER_READER, Roles.OPERATOR})
@Tag(name = "notifications")
@Produces(MediaType.APPLICATION_JSON)
public class NotificationsOut {
    private final Caller caller;

    NotificationsOut(Caller caller) {
        this.caller = caller;
    }

    @GET
    @WithSession
    @Operation(
            operationId = "listNotifications",
            summary = "Lists what customers were told, newest order first",
            description = "One for each applied order, of one customer or of all.")
    @APIResponse(responseCode = "200", description = "A page; its next is null at the end")
    @APIResponse(responseCode = "400", description = "A parameter is not what it must be")
    public Uni<Page<NotificationView>> list(
            @Parameter(schema = @Schema(ref = "Id")) @QueryParam(Asked.CUSTOMER) String customer,
            @Parameter(schema = @Schema(ref = "Limit")) @QueryParam(Asked.LIMIT) String limit,
            @Parameter(schema = @Schema(ref = "Cursor")) @QueryParam(Asked.CURSOR) String cursor) {
        var asked = new Asked();
        var of = asked.customer(customer);
        var filter = of.map(CustomerId::value).orElse("");
        var window = asked.window("notifications", filter, limit, cursor, OrderKey::of);
        asked.refuseWhatIsWrong();
        return Notification.newest(new Newest(of, caller.onlyOwner(), window))
                .map(rows -> window.page(rows, NotificationView::of, row -> row.id));
    }
}
