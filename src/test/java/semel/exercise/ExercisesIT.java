package semel.exercise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import semel.kit.LongRun;
import semel.kit.ProjectCopy;

/** Takes the exercise by its command: in a copy of the project, before and after the changes of the tutorial. */
@LongRun
class ExercisesIT {
    private static final Path TUTORIAL = Path.of("docs", "tutorial", "4-another-topic.md");
    private static final Path COPY = Path.of("target", "exercise");

    @ParameterizedTest
    @ValueSource(strings = {"topic", "table"})
    void itIsSolvedByTheChangesThatArePrintedAndNotBefore(String part) throws Exception {
        copy();
        assertThat(command(part)).as("as it is").isEqualTo(1);
        for (var change : TutorialChanges.of(TUTORIAL).entrySet()) {
            Files.writeString(COPY.resolve(change.getKey()), change.getValue());
        }
        assertThat(command(part)).as("changed").isZero();
    }

    private static void copy() throws IOException {
        ProjectCopy.to(COPY, List.of("pom.xml", "mvnw", ".mvn", "src", "docs"));
    }

    private static int command(String part) throws IOException, InterruptedException {
        var command = Stream.of("./mvnw", "-B", "-Pexercise", "-Dpart=" + part, "-Dspotless.check.skip=true");
        return new ProcessBuilder(command.toList())
                .directory(COPY.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        Path.of("target", "exercise-" + part + ".log").toFile()))
                .start()
                .waitFor();
    }
}
