package semel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import semel.kit.Client;

/** The transcript in README.md, run line by line as a newcomer would. */
@QuarkusTest
@TestProfile(TranscriptTest.OfItsOwn.class)
class TranscriptTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern TRANSCRIPT = Pattern.compile("(?s)<!-- transcript.*?```console\n(.*?)```");
    private static final Pattern ORDER_ID = Pattern.compile("\"orderId\":\"([0-9a-f-]{36})\"");

    @TestHTTPResource
    URI here;

    private String orderId = "{orderId}";

    private record Step(String command, List<String> answer) {}

    private static List<Step> steps() throws IOException {
        var transcript = TRANSCRIPT.matcher(Files.readString(Path.of("README.md")));
        assertThat(transcript.find()).isTrue();
        var steps = new ArrayList<Step>();
        for (var line : transcript.group(1).split("\n")) {
            if (line.startsWith("$ ")) {
                steps.add(new Step(line.substring(2), new ArrayList<>()));
            } else if (!line.isBlank()) {
                steps.get(steps.size() - 1).answer().add(line);
            }
        }
        return steps;
    }

    @Test
    void theTranscriptInTheReadmeIsTrue() throws IOException {
        assertThat(new Client().receive(here, "sample", "p-1", 1000).status()).isEqualTo(202);
        var steps = steps();
        assertThat(steps).hasSizeGreaterThan(3);
        for (var step : steps) {
            await().atMost(PATIENCE).untilAsserted(() -> {
                var answer = run(step.command());
                var id = ORDER_ID.matcher(answer);
                if (orderId.startsWith("{") && id.find()) {
                    orderId = id.group(1);
                }
                assertThat(answer.split("\r?\n")).as(step.command()).satisfies(lines -> {
                    for (var expected : step.answer()) {
                        assertThat(lines).anyMatch(line -> says(line, expected.replace("{orderId}", orderId)));
                    }
                });
            });
        }
    }

    private static boolean says(String line, String expected) {
        return expected.endsWith("…")
                ? line.startsWith(expected.substring(0, expected.length() - 1))
                : line.equals(expected);
    }

    private String run(String command) throws IOException, InterruptedException {
        var there = command.replace("localhost:8080", here.getAuthority()).replace("{orderId}", orderId);
        var process =
                new ProcessBuilder("sh", "-c", there).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor()).as(there).isZero();
        return output;
    }

    /** A start of its own, so that nobody else has ordered p-1. */
    public static class OfItsOwn implements QuarkusTestProfile {}
}
