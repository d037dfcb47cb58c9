package semel.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import semel.kit.TestPipeline;

/** Runs the proof from the classes of the packaged application. */
class ProofCommandIT {
    private static final String CLASSES = String.join(
            System.getProperty("path.separator"),
            List.of("app/*", "quarkus/*", "lib/main/*", "lib/boot/*").stream()
                    .map(part -> Path.of("target", "quarkus-app") + "/" + part)
                    .toList());

    /** @param output the report, after lines of progress if it took long */
    record CommandExit(int exitCode, String output) {}

    @Test
    void itGivesAVerdictAndNamesALoss() throws IOException, InterruptedException {
        try (var pipeline = TestPipeline.on(Map.of());
                var app = pipeline.start("semel-0").awaitReady()) {
            pipeline.receive(app);
            var ids = pipeline.placeUntilAccepted(app.base(), 3);
            pipeline.awaitDone();

            var clean = prove(pipeline.settings());
            assertThat(clean.output())
                    .contains("CLEAN: 4 requests, 4 input records, 0 suppressed, 0 dead letters, 10 events");
            assertThat(clean.exitCode()).isZero();

            var lost = ids.values().iterator().next();
            pipeline.execute("delete from notification where order_id = '" + lost + "'");

            var dirty = prove(pipeline.settings());
            assertThat(dirty.output()).contains("DIRTY: ", "I10  Lost               " + lost + "/notification/0");
            assertThat(dirty.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void itSaysThatNoServerAnswers() throws IOException, InterruptedException {
        var unreachable = prove(Map.of(
                "kafka.bootstrap.servers",
                "127.0.0.1:1",
                "quarkus.datasource.jdbc.url",
                "jdbc:postgresql://127.0.0.1:1/" + UUID.randomUUID()));
        assertThat(unreachable.output()).contains("No verdict: ");
        assertThat(unreachable.exitCode()).isEqualTo(3);
    }

    /** Exit code 1 would mean a finding. */
    @Test
    void itSaysWhichSettingIsMissing() throws IOException, InterruptedException {
        var unset = prove(Map.of("kafka.bootstrap.servers", "127.0.0.1:1"));
        assertThat(unset.output()).contains("No verdict: ").contains("quarkus.datasource.jdbc.url");
        assertThat(unset.exitCode()).isEqualTo(3);
    }

    /** In Turkish the lower case of I is a letter without a dot. */
    @Test
    void itTakesSettingsFromTheEnvironmentInAnyLocale() throws IOException, InterruptedException {
        var refused = prove(
                Map.of(
                        "user.language",
                        "tr",
                        "kafka.bootstrap.servers",
                        "127.0.0.1:1",
                        "quarkus.datasource.jdbc.url",
                        "jdbc:postgresql://127.0.0.1:1/" + UUID.randomUUID()),
                Map.of("KAFKA_SECURITY_PROTOCOL", "UNHEARD_OF"));
        assertThat(refused.output()).contains("No verdict: ", "UNHEARD_OF", "security.protocol");
        assertThat(refused.exitCode()).isEqualTo(3);
    }

    static CommandExit prove(Map<String, String> settings) throws IOException, InterruptedException {
        return prove(settings, Map.of());
    }

    private static CommandExit prove(Map<String, String> settings, Map<String, String> environment)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-cp", CLASSES, "semel.proof.ProofCommand"));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new CommandExit(process.waitFor(), output);
    }
}
