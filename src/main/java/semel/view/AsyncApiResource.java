package semel.view;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import semel.codec.AsyncApi;
import semel.kafka.TopicsConfig;

/** Serves {@code GET /asyncapi}. Its schemas are static resources, {@code GET /schemas/<name>.json}. */
@Path("/asyncapi")
@PermitAll
public class AsyncApiResource {
    private final String yaml;
    private final String json;

    AsyncApiResource(TopicsConfig topics) {
        this.yaml = AsyncApi.yaml(topics);
        this.json = AsyncApi.json(topics);
    }

    @GET
    @Produces("application/yaml")
    public String yaml() {
        return yaml;
    }

    // The default is YAML, because it has comments.
    @GET
    @Produces("application/json;qs=0.5")
    public String json() {
        return json;
    }
}
