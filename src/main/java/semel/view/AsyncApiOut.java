package semel.view;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import semel.wire.AsyncApi;
import semel.wire.Topics;

/** {@code GET /asyncapi}. The schemas that it refers to are static resources, {@code GET /schemas/<name>.json}. */
@Path("/asyncapi")
@PermitAll
@Tag(name = "topics")
public class AsyncApiOut {
    private final String yaml;
    private final String json;

    AsyncApiOut(Topics topics) {
        this.yaml = AsyncApi.yaml(topics);
        this.json = AsyncApi.json(topics);
    }

    @GET
    @Produces("application/yaml")
    @Operation(operationId = "getAsyncApi", summary = "Describes the topics and what is sent there")
    @APIResponse(
            responseCode = "200",
            content = {
                @Content(mediaType = "application/yaml", schema = @Schema(type = SchemaType.STRING)),
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(type = SchemaType.OBJECT))
            })
    public String yaml() {
        return yaml;
    }

    // Only for those who ask for it: YAML has comments.
    @GET
    @Produces("application/json;qs=0.5")
    @Operation(hidden = true)
    public String json() {
        return json;
    }
}
