package semel.lab;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests the lab over HTTP: it runs, cancels and refuses experiments. */
class LabServerIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final URI lab = new LabServer().open(0);

    @Test
    void aClientFollowsOneExperimentToItsEndAndCancelsAnother() throws Exception {
        // Given
        var started = post("{\"lanes\":[\"at-least-once\"],\"orders\":30,\"rate\":100,\"seed\":7}");
        assertThat(started.statusCode()).isEqualTo(202);
        var experiment = lab.resolve(started.header("Location"));
        // When
        var whileRunning = post("{}");
        // Then
        assertThat(whileRunning.statusCode()).isEqualTo(409);
        assertThat(whileRunning.header("Location")).isEqualTo(experiment.getPath());

        // When
        var events = follow(experiment);
        // Then
        assertThat(events.stream().filter("event: lane"::equals)).hasSizeGreaterThanOrEqualTo(3);
        assertThat(events).containsOnlyOnce("event: end");
        given().get(experiment)
                .then()
                .statusCode(200)
                .body("status", equalTo("DONE"))
                .body("seed", equalTo(7))
                .body("lanes[0].result.orders", equalTo(30))
                .body("lanes[0].result.lost", equalTo(0))
                .body("lanes[0].result.kept", equalTo(true));

        // When
        var second = lab.resolve(
                post("{\"lanes\":[\"at-least-once\"],\"orders\":100000}").header("Location"));
        await().atMost(PATIENCE).until(() -> status(second).equals("RUNNING"));
        var process = ProcessHandle.of(given().get(second).jsonPath().getLong("pid"));
        var children = process.orElseThrow().descendants().toList();
        assertThat(children).hasSizeGreaterThanOrEqualTo(4); // broker, database, two workers
        var cancelled = given().delete(second);
        // Then
        cancelled.then().statusCode(200).body("status", equalTo("CANCELLED"));
        assertThat(follow(second)).containsOnlyOnce("event: end");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(children).noneMatch(ProcessHandle::isAlive));
    }

    private static String status(URI experiment) {
        return given().get(experiment).jsonPath().getString("lanes[0].status");
    }

    /** Reads server-sent events until the stream ends. */
    private static List<String> follow(URI experiment) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(experiment + "/events"))
                .timeout(PATIENCE)
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofLines())
                .body()
                .toList();
    }

    @Test
    void anInvalidRequestIsRefusedWithAllReasons() {
        post("{\"lanes\":[\"outbox\",\"best-effort\"],\"fault\":\"rain\",\"orders\":0,\"rate\":1.5,\"speed\":1}")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("errors.pointer", hasItems("/lanes/1", "/fault", "/orders", "/rate", "/speed"));
        post("{\"lanes\":[\"offsets-in-database\"],\"fault\":\"acknowledgement-lost\"}")
                .then()
                .statusCode(400)
                .body("errors.pointer", hasItem("/lanes/0"));
        post("[]").then().statusCode(400).body("errors[0].detail", containsString("object"));
        post("{").then().statusCode(400);
        given().body("{}")
                .contentType("text/plain")
                .post(lab + "/experiments")
                .then()
                .statusCode(415);
        given().get(lab + "/experiments/none").then().statusCode(404).contentType("application/problem+json");
        given().get(lab)
                .then()
                .statusCode(200)
                .body("lanes.lane", hasItem("semel"))
                .body("faults.fault", hasItem("zombie"));
    }

    private Response post(String body) {
        return given().contentType(ContentType.JSON).body(body).post(lab + "/experiments");
    }
}
