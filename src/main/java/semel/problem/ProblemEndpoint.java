package semel.problem;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code GET /problems/{name}}: where the type of a problem leads to. */
@Path("/problems/{name}")
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
public class ProblemEndpoint {
    /**
     * @param when it comes
     * @param remedy what a client does then
     */
    public record ProblemDescription(String type, int status, String title, String when, String remedy) {
        static ProblemDescription of(ProblemType type) {
            var explanation = Explanation.of(type);
            return new ProblemDescription(
                    type.uri().toString(), type.status(), type.title(), explanation.when(), explanation.remedy());
        }
    }

    @GET
    @NonBlocking
    public ProblemDescription get(@PathParam("name") String name) {
        return ProblemType.named(name)
                .map(ProblemDescription::of)
                .orElseThrow(() -> new Problem(ProblemType.NOT_FOUND));
    }
}
