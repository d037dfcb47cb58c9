package semel.intake;

import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;
import semel.access.Roles;
import semel.kafka.Coordinates;
import semel.kafka.TopicsConfig;
import semel.problem.Problem;
import semel.problem.ProblemType;

/** {@code POST /dead-letters/{coordinates}/redrive}: sends the record of a dead letter again, after an operator has fixed the cause. */
@Path("/dead-letters/{coordinates}/redrive")
@RolesAllowed(Roles.OPERATOR)
@Produces(MediaType.APPLICATION_JSON)
public class RedriveResource {
    /**
     * @param dead coordinates of the record that became the dead letter
     * @param copy coordinates of the record that was sent again
     */
    public record RedriveAccepted(String dead, String copy) {}

    private final Redrives redrives;
    private final TopicsConfig topics;

    RedriveResource(Redrives redrives, TopicsConfig topics) {
        this.redrives = redrives;
        this.topics = topics;
    }

    @POST
    @NonBlocking
    public Uni<RestResponse<RedriveAccepted>> post(@PathParam("coordinates") String coordinates) {
        return redrives.redrive(input(coordinates)).map(RedriveResource::answer);
    }

    private Coordinates input(String text) {
        return Coordinates.parse(text)
                .filter(at -> topics.inputs().contains(at.topic()))
                .orElseThrow(() -> new Problem(ProblemType.NOT_FOUND));
    }

    private static RestResponse<RedriveAccepted> answer(Redrives.Redriven redriven) {
        var body =
                new RedriveAccepted(redriven.dead().toString(), redriven.copy().toString());
        return IntakeResponses.accepted(redriven.isReplayed(), body).build();
    }
}
