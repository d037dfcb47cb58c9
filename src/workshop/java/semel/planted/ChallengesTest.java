package semel.planted;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import semel.kit.Compilation;

class ChallengesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void eachMistakeFitsTheSourcesAsTheyAre(Challenge challenge) throws IOException {
        var source = Files.readString(challenge.file());
        assertThat(challenge.fits(source))
                .as("%s in %s", challenge, challenge.file())
                .isTrue();
        assertThat(challenge.plantedInto(source)).isNotEqualTo(source);
        var path = Path.of("src", "main", "java").relativize(challenge.file()).toString();
        assertThat(Compilation.errors(Map.of(path, challenge.plantedInto(source)), folder))
                .as("compile errors of %s", challenge)
                .isEmpty();
        assertThat(challenge.story().symptom()).isNotBlank();
    }

    /** Long lines, or blank lines after a deletion, would reveal the mistake. */
    @ParameterizedTest
    @EnumSource
    void noMistakeIsRevealedByItsFormat(Challenge challenge) throws IOException {
        var source = Files.readString(challenge.file());
        var before = source.lines().toList();
        assertThat(challenge.plantedInto(source).lines().filter(line -> !before.contains(line)))
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(120))
                .noneMatch(line ->
                        line.endsWith(" ") || line.isBlank() || line.strip().equals(";"));
        assertThat(challenge.plantedInto(source)).doesNotContain("\n\n\n", "{\n\n", "\n\n    }");
    }

    @Test
    void onlyTheCopyHasTheMistake() throws IOException {
        var copy = folder.resolve("1");
        Challenges.plant(Challenge.ONE, copy);
        var planted = Files.readString(copy.resolve(Challenge.ONE.file()));
        assertThat(planted).isEqualTo(Challenge.ONE.plantedInto(Files.readString(Challenge.ONE.file())));
        assertThat(Challenge.ONE.fits(Files.readString(Challenge.ONE.file()))).isTrue();
        assertThat(copy.resolve("mvnw")).isExecutable();
    }

    @Test
    void hintsAreGivenOneByOne() throws IOException {
        var copy = folder.resolve("2");
        Challenges.plant(Challenge.TWO, copy);
        assertThat(Challenges.hint(Challenge.TWO, copy)).startsWith("The symptom appears when a replica is killed");
        assertThat(Challenges.hint(Challenge.TWO, copy)).startsWith("The proof reports a violation of I");
        assertThat(Challenges.hint(Challenge.TWO, copy)).contains("Claim.java");
        assertThat(Challenges.hint(Challenge.TWO, copy)).contains("Claim.java");
    }
}
