package semel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import semel.kit.CleanHistory;
import semel.kit.Client;

/** Runs the quick start of README.md in a shell and compares the answers. */
@QuarkusTest
@TestProfile(CleanHistory.class)
class TranscriptTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern TRANSCRIPT = Pattern.compile("(?s)```sh\n(post\\(\\).*?)```.*?```console\n(.*?)```");
    private static final Pattern ORDER_ID = Pattern.compile("\"orderId\":\"([0-9a-f-]{36})\"");

    @TestHTTPResource
    URI server;

    @Test
    void theQuickStartInTheReadmeGivesTheAnswersThatItShows() throws IOException {
        await().atMost(PATIENCE)
                .until(() -> new Client().receive(server, "sample", "p-1", 1000).status() == 202);
        var transcript = TRANSCRIPT.matcher(Files.readString(Path.of("README.md")));
        assertThat(transcript.find()).isTrue();
        // Repeated until all answers are there; with its idempotency key it is the same order.
        await().atMost(PATIENCE).untilAsserted(() -> assertAnswers(run(transcript.group(1)), transcript.group(2)));
    }

    private static void assertAnswers(String output, String expected) {
        var id = ORDER_ID.matcher(output);
        assertThat(id.find()).as(output).isTrue();
        var lines = expected.replace("$ID", id.group(1)).lines().toList();
        assertThat(output.lines())
                .hasSameSizeAs(lines)
                .zipSatisfy(
                        lines,
                        (line, expectedLine) -> assertThat(matches(line, expectedLine))
                                .as("%s is %s", line, expectedLine)
                                .isTrue());
    }

    private static boolean matches(String line, String expected) {
        return expected.endsWith("…")
                ? line.startsWith(expected.substring(0, expected.length() - 1))
                : line.equals(expected);
    }

    private String run(String commands) throws IOException, InterruptedException {
        var process = new ProcessBuilder("sh", "-e", "-c", commands.replace("localhost:8080", server.getAuthority()))
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
