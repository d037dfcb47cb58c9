package semel.view;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import semel.access.Caller;
import semel.access.Roles;

/** Serves {@code GET /notifications}. */
@Path("/notifications")
@RolesAllowed({Roles.ORDER_READER, Roles.OPERATOR})
@Produces(MediaType.APPLICATION_JSON)
public class NotificationsResource {
    private final BoundedReads reads;
    private final Caller caller;

    NotificationsResource(BoundedReads reads, Caller caller) {
        this.reads = reads;
        this.caller = caller;
    }

    @GET
    public Uni<Page<NotificationView>> list(@Context UriInfo uri) {
        var question = NewestQuery.of(uri, "notifications", caller.ownerOfWhatItSees());
        return reads.of(() -> Notification.newest(question))
                .map(rows -> question.window().page(rows, NotificationView::of, row -> row.id));
    }
}
