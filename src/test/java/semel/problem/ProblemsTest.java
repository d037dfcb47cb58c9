package semel.problem;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import semel.intake.IntakeAndViewAlone;
import semel.kit.GeneratedPage;

/** Checks the link of each problem type, and generates the page of all types. */
@QuarkusTest
@TestProfile(IntakeAndViewAlone.class)
class ProblemsTest {
    private static final Path PAGE = Path.of("docs", "reference", "problems.md");

    @ParameterizedTest
    @EnumSource
    void theLinkOfAProblemLeadsToItsExplanation(ProblemType type) {
        // When
        var page = given().accept("text/html,*/*;q=0.8").get(type.uri());
        // Then
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.contentType()).startsWith("application/json");
        assertThat(page.jsonPath().getString("type")).isEqualTo(type.uri().toString());
        assertThat(page.jsonPath().getInt("status")).isEqualTo(type.status());
        assertThat(page.jsonPath().getString("title")).isEqualTo(type.title());
        assertThat(page.jsonPath().getString("when")).isNotBlank();
        assertThat(page.jsonPath().getString("remedy")).isNotBlank();
    }

    @Test
    void anUnknownTypeIsNotFound() {
        assertThat(given().get("/problems/INVALID_BODY").statusCode()).isEqualTo(404);
        assertThat(given().get("/problems/nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void thePageIsUpToDate() throws IOException {
        GeneratedPage.isTodays(PAGE, page(), ProblemsTest.class);
    }

    private static String page() {
        return """
                # Problems

                Generated from `ProblemType` by `ProblemsTest`; do not edit.

                Every error is an `application/problem+json` document (RFC 9457). Its `type` never changes. It is a link relative to the service: `GET`
                on it returns the texts below. `title` is for people. In the answer to a batch each failed line has its own problem.

                | type | status | title |
                |---|---|---|
                %s%s""".formatted(rows(), sections());
    }

    private static String rows() {
        return Arrays.stream(ProblemType.values())
                .map(type ->
                        "| [`%s`](#%s) | %s | %s |\n".formatted(type.uri(), type.slug(), type.status(), type.title()))
                .collect(Collectors.joining());
    }

    private static String sections() {
        return Arrays.stream(ProblemType.values())
                .map(type -> """

                        ## %s
                        %s %s.

                        *Cause:* %s\\
                        *Remedy:* %s
                        """.formatted(
                                type.slug(),
                                type.status(),
                                type.title(),
                                Explanation.of(type).when(),
                                Explanation.of(type).remedy()))
                .collect(Collectors.joining());
    }
}
