package semel.view;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;

/**
 * Sets the server URL in the OpenAPI document relative to the document, so that it holds behind every proxy. Both root paths are
 * fixed at build time; {@code mp.openapi.servers} overrides this URL.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.RUNTIME_STARTUP)
public class OpenApiServer implements OASFilter {
    /** The URL in openapi.yaml; correct for the default root paths. */
    private static final String USUAL = "..";

    @Override
    public void filterOpenAPI(OpenAPI document) {
        var settings = ConfigProvider.getConfig();
        var reference = reference(
                settings.getOptionalValue("quarkus.http.root-path", String.class)
                        .orElse("/"),
                settings.getOptionalValue("quarkus.http.non-application-root-path", String.class)
                        .orElse("q"));
        document.getServers().stream()
                .filter(server -> server.getUrl().equals(USUAL))
                .forEach(server -> server.setUrl(reference));
    }

    /**
     * @param root the application's root path
     * @param operation the path under which Quarkus serves the document; without a leading slash it is below {@code root}
     */
    static String reference(String root, String operation) {
        var application = folder(root);
        var document = operation.startsWith("/") ? folder(operation) : folder(application + operation);
        var isBelow = document.startsWith(application);
        var up = "../".repeat(depth(isBelow ? document.substring(application.length()) : document.substring(1)));
        var reference = isBelow ? up : up + application.substring(1);
        return reference.isEmpty() ? "." : reference.replaceFirst("/$", "");
    }

    private static String folder(String path) {
        return ("/" + path + "/").replaceAll("/+", "/");
    }

    private static int depth(String folder) {
        return (int) folder.chars().filter(c -> c == '/').count();
    }
}
