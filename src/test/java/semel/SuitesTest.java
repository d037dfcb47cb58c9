package semel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.suite.api.SelectPackages;
import semel.kit.TestSources;

/** Checks that no application is built twice: Quarkus builds one for each profile, in each JVM, which takes 20 s of CPU. */
class SuitesTest {
    private static final Pattern QUARKUS_TEST = Pattern.compile("(?m)^@QuarkusTest$");
    private static final Pattern PROFILE = Pattern.compile("(?m)^@TestProfile\\((.*)\\.class\\)");

    @Test
    void theTestsOfAProfileAreInOneSuite() throws IOException {
        var suites = new TreeMap<String, Set<String>>();
        for (var file : TestSources.all()) {
            var source = Files.readString(file);
            if (QUARKUS_TEST.matcher(source).find()) {
                var profile = PROFILE.matcher(source);
                suites.computeIfAbsent(profile.find() ? profile.group(1) : "none", name -> new TreeSet<>())
                        .add(isInFirstHalf(file) ? "first" : "second");
            }
        }
        assertThat(suites)
                .containsKey("none")
                .allSatisfy((profile, of) -> assertThat(of).as(profile).hasSize(1));
    }

    private static boolean isInFirstHalf(Path file) {
        return Stream.of(
                        FirstHalfSuite.class.getAnnotation(SelectPackages.class).value())
                .anyMatch(name -> file.getParent().endsWith(name.replace('.', '/')));
    }
}
