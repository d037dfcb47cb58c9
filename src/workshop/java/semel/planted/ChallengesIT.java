package semel.planted;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import semel.kit.LongRun;
import semel.sandbox.BuildOutput;

/** Takes each challenge by its command: plants it, judges it, fixes it, and judges it again. */
@LongRun
class ChallengesIT {
    private static final int HEAP_MEGABYTES = 512;

    @ParameterizedTest
    @EnumSource
    void theJudgeFindsTheMistakeAndThenTheFix(Challenge challenge) throws Exception {
        assertThat(command(challenge, "plant")).isZero();
        assertThat(command(challenge, "judge")).as("as planted").isEqualTo(1);
        fix(challenge);
        assertThat(command(challenge, "judge")).as("fixed").isZero();
    }

    private static void fix(Challenge challenge) throws IOException {
        var copy = Challenges.copy(challenge).resolve(challenge.file());
        Files.copy(challenge.file(), copy, StandardCopyOption.REPLACE_EXISTING);
    }

    private static int command(Challenge challenge, String word) throws IOException, InterruptedException {
        var number = Integer.toString(challenge.number());
        return new ProcessBuilder(BuildOutput.java(HEAP_MEGABYTES, Path.of("target"), Challenges.class, number, word))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        Path.of("target", "challenge-" + number + ".log").toFile()))
                .start()
                .waitFor();
    }
}
