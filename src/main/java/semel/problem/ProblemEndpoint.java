package semel.problem;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code GET /problems/{name}}: where the type of a problem leads to. */
@Path("/problems/{name}")
@PermitAll
@Tag(name = "problems")
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
    @Operation(operationId = "getProblem", summary = "Tells what a type of problem means and what to do then")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = ProblemDescription.class)))
    @APIResponse(responseCode = "404", description = "There is no such type")
    public ProblemDescription get(@PathParam("name") String name) {
        return ProblemType.named(name)
                .map(ProblemDescription::of)
                .orElseThrow(() -> new Problem(ProblemType.NOT_FOUND));
    }
}
