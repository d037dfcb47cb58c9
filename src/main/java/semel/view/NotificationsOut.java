package semel.view;

import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import semel.access.Caller;
import semel.access.Roles;

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
            description =
                    "One for each applied order of the caller, an operator sees everybody's; of one customer or of all.")
    @APIResponse(responseCode = "200", description = "A page; its next is null at the end")
    @APIResponse(responseCode = "400", description = "A parameter is not what it must be")
    @Parameter(ref = Asked.CUSTOMER)
    @Parameter(ref = Asked.LIMIT)
    @Parameter(ref = Asked.CURSOR)
    public Uni<Page<NotificationView>> list(@Context UriInfo uri) {
        var asked = new Asked(uri);
        var question = Newest.of(asked, "notifications", caller.ownerOfWhatItSees());
        asked.refuseWhatIsWrong();
        return Notification.newest(question)
                .map(rows -> question.window().page(rows, NotificationView::of, row -> row.id));
    }
}
