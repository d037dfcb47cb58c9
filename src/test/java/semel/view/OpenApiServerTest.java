package semel.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenApiServerTest {
    @ParameterizedTest
    @CsvSource({
        "/, q, /q/openapi, /",
        "/, /manage/x, /manage/x/openapi, /",
        "/api, q, /api/q/openapi, /api",
        "/api, a/b, /api/a/b/openapi, /api",
        "/api, /q, /q/openapi, /api",
        "/api/v1, /api/q, /api/q/openapi, /api/v1",
        "/api, /api, /api/openapi, /api",
        "/, /, /openapi, /"
    })
    void theReferenceLeadsFromTheDocumentToTheApplication(
            String root, String operation, String document, String expected) {
        var reference = OpenApiServer.reference(root, operation);
        assertThat(reference).doesNotStartWith("/");
        for (var prefix : new String[] {"", "/shop"}) {
            assertThat(URI.create(prefix + document)
                            .resolve(reference)
                            .getPath()
                            .replaceFirst("/?$", "/"))
                    .isEqualTo((prefix + expected).replaceFirst("/?$", "/"));
        }
    }
}
