package semel.problem;

import io.smallrye.common.annotation.NonBlocking;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

/** {@code GET /problems/{name}}: describes a problem type, at the URL that a problem's type member has. */
@Path("/problems/{name}")
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
public class ProblemResource {
    /**
     * @param when it occurs
     * @param remedy what the client does next
     */
    public record ProblemDescription(String type, int status, String title, String when, String remedy) {
        static ProblemDescription of(ProblemType type, String root) {
            var explanation = Explanation.of(type);
            return new ProblemDescription(
                    root + type.uri(), type.status(), type.title(), explanation.when(), explanation.remedy());
        }
    }

    @GET
    @NonBlocking
    public ProblemDescription get(@PathParam("name") String name, @Context RoutingContext exchange) {
        return ProblemType.named(name)
                .map(type -> ProblemDescription.of(type, ApplicationRoot.of(exchange)))
                .orElseThrow(() -> new Problem(ProblemType.NOT_FOUND));
    }
}
