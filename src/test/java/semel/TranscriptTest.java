package semel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import semel.kit.Client;

/** The quick start in README.md, pasted into a shell as a newcomer does. */
@QuarkusTest
@TestProfile(TranscriptTest.OfItsOwn.class)
class TranscriptTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern TRANSCRIPT = Pattern.compile("(?s)```sh\n(post\\(\\).*?)```.*?```console\n(.*?)```");
    private static final Pattern ORDER_ID = Pattern.compile("\"orderId\":\"([0-9a-f-]{36})\"");

    @TestHTTPResource
    URI here;

    @Test
    void theQuickStartInTheReadmeIsTrue() throws IOException {
        await().atMost(PATIENCE)
                .until(() -> new Client().receive(here, "sample", "p-1", 1000).status() == 202);
        var transcript = TRANSCRIPT.matcher(Files.readString(Path.of("README.md")));
        assertThat(transcript.find()).isTrue();
        // Again if it was too early: the key makes it the same order.
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
                        (line, said) -> assertThat(says(line, said))
                                .as("%s is %s", line, said)
                                .isTrue());
    }

    private static boolean says(String line, String expected) {
        return expected.endsWith("…")
                ? line.startsWith(expected.substring(0, expected.length() - 1))
                : line.equals(expected);
    }

    private String run(String commands) throws IOException, InterruptedException {
        var process = new ProcessBuilder("sh", "-e", "-c", commands.replace("localhost:8080", here.getAuthority()))
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    /** Uses its own application, so that no other test has ordered p-1. */
    public static class OfItsOwn implements QuarkusTestProfile {}
}
