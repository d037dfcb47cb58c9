package semel.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import semel.kit.App;
import semel.kit.TestPipeline;

/** Runs the command {@code proof} of the packaged application, with the application's configuration. */
class ProofModeIT {
    @TempDir
    private Path folder;

    record ProofExit(int exitCode, String report, String errors) {
        /** The last line, after those of progress. */
        String reason() {
            return errors.lines().reduce((one, next) -> next).orElse("");
        }
    }

    @Test
    void itGivesAVerdictWhileAReplicaRuns() throws IOException, InterruptedException {
        try (var pipeline = TestPipeline.on(Map.of());
                var app = pipeline.start("semel-0").awaitReady()) {
            pipeline.receive(app);
            var ids = pipeline.placeUntilAccepted(app.base(), 3);
            pipeline.awaitDone();
            configure(pipeline.settings(), Integer.toString(app.base().getPort()));

            var clean = run("proof", "--json");

            var report = new ObjectMapper().readTree(clean.report());
            assertThat(report.path("verdict").textValue()).as(clean.toString()).isEqualTo("CLEAN");
            assertThat(report.at("/counts/arrivals").asInt()).isEqualTo(4);
            assertThat(clean.exitCode()).isZero();

            var lost = ids.values().iterator().next();
            pipeline.execute("delete from notification where order_id = '" + lost + "'");

            var dirty = run("proof");

            assertThat(dirty.report())
                    .startsWith("DIRTY: 4 requests")
                    .contains("I10  Lost               " + lost + "/notification/0");
            assertThat(dirty.exitCode()).isEqualTo(1);
            assertThat(app.isAlive()).isTrue();
        }
    }

    @Test
    void itCreatesNoTablesAndNoTopics() throws IOException, InterruptedException {
        try (var pipeline = TestPipeline.on(Map.of())) {
            configure(pipeline.settings(), "0");

            var nothing = run("proof");

            assertThat(nothing.reason()).startsWith("No verdict: ");
            assertThat(nothing.report()).isEmpty();
            assertThat(nothing.exitCode()).isEqualTo(3);
            assertThat(pipeline.count("select count(*) from information_schema.tables where table_schema = 'public'"))
                    .isZero();
        }
    }

    @Test
    void itSaysThatTheBrokerDoesNotAnswer() throws IOException, InterruptedException {
        try (var pipeline = TestPipeline.on(Map.of())) {
            var settings = new HashMap<>(pipeline.settings());
            settings.put("kafka.bootstrap.servers", "127.0.0.1:1");
            configure(settings, "0");

            var result = run("proof");

            assertThat(result.reason()).startsWith("No verdict: ");
            assertThat(result.exitCode()).isEqualTo(3);
        }
    }

    @Test
    void itSaysThatTheDatabaseDoesNotAnswer() throws IOException, InterruptedException {
        configure(
                Map.of(
                        "kafka.bootstrap.servers", "127.0.0.1:1",
                        "quarkus.datasource.jdbc.url", "jdbc:postgresql://127.0.0.1:1/none"),
                "0");

        var result = run("proof");

        assertThat(result.errors())
                .startsWith("No verdict: ")
                .contains("127.0.0.1:1")
                .hasLineCount(1);
        assertThat(result.exitCode()).isEqualTo(3);
    }

    /** A typo must not start a replica and must not look like a verdict. */
    @Test
    void anUnknownArgumentIsRefused() throws IOException, InterruptedException {
        var word = run("porof");
        assertThat(word.errors()).contains("unknown argument porof", "proof");
        assertThat(word.exitCode()).isEqualTo(3);

        var option = run("proof", "--jsno");
        assertThat(option.errors()).contains("unknown argument --jsno", "--json");
        assertThat(option.exitCode()).isEqualTo(3);
    }

    /** Writes the configuration file in the working directory. */
    private void configure(Map<String, String> settings, String httpPort) throws IOException {
        var all = new Properties();
        all.putAll(settings);
        all.put("quarkus.http.port", httpPort);
        var file = Files.createDirectories(folder.resolve("config")).resolve("application.properties");
        try (var writer = Files.newBufferedWriter(file)) {
            all.store(writer, null);
        }
    }

    private ProofExit run(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        if (!App.isNative()) {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.add("-jar");
        }
        command.add(App.JAR.toAbsolutePath().toString());
        command.addAll(List.of(arguments));
        var report = folder.resolve("report");
        var errors = folder.resolve("errors");
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(report.toFile())
                .redirectError(errors.toFile())
                .start();
        return new ProofExit(process.waitFor(), Files.readString(report), Files.readString(errors));
    }
}
