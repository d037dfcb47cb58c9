package semel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import semel.kit.TestSources;

/** Checks that the page of commands names every profile and every flag, and only flags that are read. */
class CommandsPageTest {
    private static final Path PAGE = Path.of("docs", "reference", "commands.md");
    private static final Path LOAD = Path.of("src", "test", "java", "semel", "kit", "LoadMain.java");

    private static final Pattern FLAG = Pattern.compile("-D([A-Za-z][A-Za-z.-]*)");
    private static final Pattern PROFILE =
            Pattern.compile("(?s)<profile>(?:\\s*<!--.*?-->)?\\s*<id>(\\w+)</id>(.*?)</profile>");
    private static final Pattern PROPERTIES = Pattern.compile("(?s)<properties>(.*?)</properties>");
    private static final Pattern PROPERTY = Pattern.compile("<(\\w+)(?:/>|>[^<]*</\\1>)");
    private static final Pattern ACTIVATION = Pattern.compile("(?s)<activation>\\s*<property>\\s*<name>(\\w+)</name>");

    /** A flag that our own tests and commands read. */
    private static final Pattern READ =
            Pattern.compile("(?:getProperty|getBoolean|getInteger|getLong)\\(\\s*\"(semel\\.[a-z.]+)\"");

    /** A flag that a command reads in Maven's own JVM, which has all flags. */
    private static final Pattern GIVEN = Pattern.compile("(?:given|positive)\\(\"(\\w+)\"");

    private static final Pattern SANDBOX = Pattern.compile("\"(semel\\.sandbox\\.[a-z]+-port)\"");

    /** Flags of Maven's plugins. */
    private static final Set<String> OF_PLUGINS = Set.of("test", "it.test", "skipTests", "jvm.args");

    /** Prefixes of settings of Quarkus, Kafka and the application; {@link ConfigurationPageTest} checks those. */
    private static final List<String> SETTINGS =
            List.of("quarkus.", "kafka.", "semel.topics.", "semel.audit.", "semel.security");

    private final String page = Files.readString(PAGE);
    private final String pom = Files.readString(Path.of("pom.xml"));

    CommandsPageTest() throws IOException {}

    @Test
    void everyProfileHasASectionWithItsFlags() throws IOException {
        var missing = new ArrayList<String>();
        for (var profile : profiles().toList()) {
            var section = section(profile.group(1));
            flags(profile)
                    .map(flag -> "| `-D" + flag + "` |")
                    .filter(row -> !section.contains(row))
                    .map(row -> profile.group(1) + ": " + row)
                    .forEach(missing::add);
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everyFlagOfTheTestsIsNamed() throws IOException {
        assertThat(named()).containsAll(ofTests()).containsAll(ofDevMode());
    }

    @Test
    void everyFlagThatIsNamedIsRead() throws IOException {
        var known = Stream.of(OF_PLUGINS, ofTests(), ofDevMode())
                .flatMap(Set::stream)
                .collect(Collectors.toSet());
        for (var profile : profiles().toList()) {
            flags(profile).forEach(known::add);
        }
        assertThat(named().stream().filter(flag -> SETTINGS.stream().noneMatch(flag::startsWith)))
                .isNotEmpty()
                .isSubsetOf(known);
    }

    private Stream<MatchResult> profiles() {
        var profiles = PROFILE.matcher(pom).results().toList();
        assertThat(profiles).hasSizeGreaterThan(5);
        return profiles.stream();
    }

    private String section(String profile) {
        return Pattern.compile("(?m)^## ")
                .splitAsStream(page)
                .filter(section -> section.toLowerCase(Locale.ROOT).startsWith(profile + "\n"))
                .findAny()
                .orElseThrow(() -> new AssertionError("no section on profile " + profile));
    }

    /** @return the flags that the profile and the command that it runs read */
    private static Stream<String> flags(MatchResult profile) throws IOException {
        var head = profile.group(2).split("<build>")[0];
        var readByCommand =
                profile.group(1).equals("load") ? groups(GIVEN, Files.readString(LOAD)) : Stream.<String>empty();
        return Stream.of(
                        groups(PROPERTIES, head).flatMap(properties -> groups(PROPERTY, properties)),
                        groups(ACTIVATION, head),
                        readByCommand)
                .flatMap(flags -> flags)
                .filter(name -> !name.equals("skipTests"))
                .distinct();
    }

    private Set<String> named() {
        return groups(FLAG, page).collect(Collectors.toSet());
    }

    private static Set<String> ofDevMode() throws IOException {
        var start = Path.of("src", "main", "java", "semel", "sandbox", "SandboxStart.java");
        return groups(SANDBOX, Files.readString(start)).collect(Collectors.toSet());
    }

    /** @return the flags that tests read, without those that the pom sets */
    private Set<String> ofTests() throws IOException {
        var read = new TreeSet<String>();
        for (var source : TestSources.all()) {
            groups(READ, Files.readString(source))
                    .filter(name -> name.equals("semel.seed") || !pom.contains("<" + name + ">"))
                    .forEach(read::add);
        }
        return read;
    }

    private static Stream<String> groups(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1));
    }
}
