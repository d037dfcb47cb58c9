package semel.view;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import semel.intake.IntakeAndViewAlone;
import semel.kit.LogCapture;
import semel.kit.Provokes;
import semel.sandbox.SandboxResource;

/** Tests that reads are answered 503 soon while the database is unavailable, and that this is logged at most once. */
@QuarkusTest
@TestProfile(ReadsWithoutDatabaseTest.Impatient.class)
@Provokes({"semel.problem.UnansweredLog", "semel.sql.CommitChannel"})
class ReadsWithoutDatabaseTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Runs without decision and projection, which would log the failure too. */
    public static final class Impatient extends IntakeAndViewAlone {
        @Override
        public Map<String, String> getConfigOverrides() {
            var settings = new HashMap<>(super.getConfigOverrides());
            settings.put("semel.view.answer", "2s");
            settings.put("semel.sql.answer", "2s");
            return settings;
        }
    }

    private static final List<String> READS = List.of(
            "/orders",
            "/orders/" + UUID.randomUUID(),
            "/orders/stream",
            "/inventory",
            "/inventory/p-1",
            "/inventory/p-1/movements",
            "/notifications",
            "/audit");

    @Test
    void readsOfAFrozenDatabaseAreAnsweredSoon() {
        var database = SandboxResource.database();
        database.freeze();
        try {
            assertUnavailable();
        } finally {
            database.thaw();
        }
        awaitAnswers();
    }

    @Test
    void readsOfAStoppedDatabaseAreAnsweredSoon() {
        var database = SandboxResource.database();
        database.stop();
        try {
            assertUnavailable();
        } finally {
            database.restart();
        }
        awaitAnswers();
    }

    /** Sends each read ten times at once. */
    private static void assertUnavailable() {
        try (var logged = LogCapture.of("")) {
            var answers = READS.stream()
                    .flatMap(path -> Stream.generate(() -> path).limit(10))
                    .map(path -> CompletableFuture.supplyAsync(() -> given().get(path)))
                    .toList();
            for (var answer : answers) {
                assertUnavailable(answer.join());
            }
            assertThat(logged.atLeast(Level.SEVERE)).hasSizeLessThanOrEqualTo(1);
        }
        assertThat(given().get("/q/health/ready").statusCode()).isEqualTo(503);
        assertThat(given().get("/q/health/live").statusCode()).isEqualTo(200);
    }

    private static void assertUnavailable(Response answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.contentType()).isEqualTo("application/problem+json");
        assertThat(answer.jsonPath().getString("type")).isEqualTo("/problems/unavailable");
        assertThat(answer.header("Retry-After")).isEqualTo("1");
    }

    private static void awaitAnswers() {
        await().atMost(PATIENCE).until(() -> given().get("/orders").statusCode() == 200);
        await().atMost(PATIENCE).until(() -> given().get("/q/health/ready").statusCode() == 200);
    }
}
