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
import semel.kafka.TopicsAtStart;

/** Serves {@code GET /dead-letters}: lists what an operator may redrive. */
@Path("/dead-letters")
@RolesAllowed(Roles.OPERATOR)
@Produces(MediaType.APPLICATION_JSON)
public class DeadLettersResource {
    private final BoundedReads reads;
    private final TopicsAtStart topics;

    DeadLettersResource(BoundedReads reads, TopicsAtStart topics) {
        this.reads = reads;
        this.topics = topics;
    }

    @GET
    public Uni<Page<DeadLetterView>> list(@Context UriInfo uri) {
        var parameters = new ListParameters(uri);
        var window = parameters.window("dead-letters", "", DeadLetterRow.LetterPosition::of);
        parameters.refuseWhatIsWrong();
        var root = uri.getBaseUri().getPath();
        return reads.of(() -> DeadLetterRow.in(window))
                .map(rows -> window.page(rows, letter -> view(letter, root), DeadLetterRow::place));
    }

    private DeadLetterView view(DeadLetterRow letter, String root) {
        var topic = letter.coordinates().topic();
        return DeadLetterView.of(
                letter, root, topics.hasId(topic, letter.place().topicId()));
    }
}
