package semel.view;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;

/**
 * Says in the OpenAPI document where its paths begin, relative to where it is served: so it holds behind every proxy. A build
 * decides about both roots; {@code mp.openapi.servers} replaces what is said here.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.RUNTIME_STARTUP)
public class OpenApiServer implements OASFilter {
    /** As written in openapi.yaml, and right with the default roots. */
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
     * @param root of the application
     * @param operation where Quarkus serves the document, below the application's root if no slash stands before it
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
