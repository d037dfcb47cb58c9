package semel.view;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import semel.access.Roles;

/** {@code GET /dead-letters}: for an operator who looks for what to redrive. */
@Path("/dead-letters")
@RolesAllowed(Roles.OPERATOR)
@Produces(MediaType.APPLICATION_JSON)
public class DeadLettersOut {
    private final BoundedReads reads;

    DeadLettersOut(BoundedReads reads) {
        this.reads = reads;
    }

    @GET
    public Uni<Page<DeadLetterView>> list(@Context UriInfo uri) {
        var asked = new Asked(uri);
        var window = asked.window("dead-letters", "", DeadLetter.Place::of);
        asked.refuseWhatIsWrong();
        var root = uri.getBaseUri().getPath();
        return reads.of(() -> DeadLetter.in(window))
                .map(rows -> window.page(rows, letter -> DeadLetterView.of(letter, root), DeadLetter::place));
    }
}
