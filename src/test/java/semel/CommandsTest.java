package semel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks the shell commands on the pages: they parse, have no placeholder, and name profiles and flags that exist. */
class CommandsTest {
    private static final Pattern BLOCK = Pattern.compile("(?s)```sh\n(.*?)```");
    private static final Pattern PROMPT = Pattern.compile("^\\s*[$#>] ?\\w*(?:curl|mvnw|java|kafka)");

    /** A command whose answer is one line without a line break at its end. */
    private static final Pattern ANSWER =
            Pattern.compile("^\\s*curl .*/(?:orders|inventory|notifications|dead-letters)(?!/stream)");

    private static final Pattern ENDED = Pattern.compile("-[a-zA-Z]*w '\\\\n'|; echo|\\|");
    private static final Pattern MAVEN = Pattern.compile("[.]/mvnw[^\n`]*");
    private static final Pattern PROFILE = Pattern.compile(" -P(\\w+)");
    private static final Pattern FLAG = Pattern.compile(" -D([\\w.-]+)");
    private static final Pattern PLACEHOLDER = Pattern.compile("(?<![$\\w])[{<][A-Za-z]+[}>]");

    /** Flags of Maven and its plugins. */
    private static final Set<String> OF_MAVEN =
            Set.of("skipTests", "test", "it.test", "surefire.failIfNoSpecifiedTests");

    private static List<Path> pages() throws IOException {
        try (Stream<Path> tutorials = Files.list(Path.of("docs", "tutorial"));
                Stream<Path> tasks = Files.list(Path.of("docs", "how-to"))) {
            return Stream.of(Stream.of(Path.of("README.md"), Path.of("CONTRIBUTING.md")), tutorials, tasks)
                    .flatMap(pages -> pages)
                    .sorted()
                    .toList();
        }
    }

    private static List<MatchResult> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().toList();
    }

    @Test
    void everyBlockParsesAndHasNoPlaceholder() throws IOException, InterruptedException {
        var wrong = new ArrayList<String>();
        for (var page : pages()) {
            for (var block : all(BLOCK, Files.readString(page).replace("\n   ", "\n"))) {
                all(PLACEHOLDER, block.group(1)).forEach(found -> wrong.add(page + ": " + found.group()));
                var syntaxError = syntaxError(block.group(1));
                if (!syntaxError.isEmpty()) {
                    wrong.add(page + ": " + syntaxError + block.group(1));
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void noBlockHasAPromptAndEachAnswerEndsWithALineBreak() throws IOException {
        var wrong = new ArrayList<String>();
        for (var page : pages()) {
            for (var block : all(BLOCK, Files.readString(page))) {
                var lines = block.group(1).replaceAll("\\\\\n\\s*", "").lines().toList();
                for (int i = 0; i < lines.size(); i++) {
                    var next = i + 1 < lines.size() ? lines.get(i + 1).strip() : "";
                    if (PROMPT.matcher(lines.get(i)).find()
                            || ANSWER.matcher(lines.get(i)).find()
                                    && !ENDED.matcher(lines.get(i)).find()
                                    && !next.equals("echo")) {
                        wrong.add(page + ": " + lines.get(i));
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** @return the error of a shell that only parses the script; empty if there is none */
    private static String syntaxError(String script) throws IOException, InterruptedException {
        var shell = new ProcessBuilder("sh", "-n").redirectErrorStream(true).start();
        try (var input = shell.getOutputStream()) {
            input.write(script.getBytes(StandardCharsets.UTF_8));
        }
        var output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return shell.waitFor() == 0 ? "" : "exit " + shell.exitValue() + " " + output;
    }

    @Test
    void everyMavenProfileAndFlagExists() throws IOException {
        var pom = Files.readString(Path.of("pom.xml"));
        var missing = new ArrayList<String>();
        for (var page : pages()) {
            for (var command : all(MAVEN, Files.readString(page))) {
                all(PROFILE, command.group()).stream()
                        .filter(profile -> !pom.contains("<id>" + profile.group(1) + "</id>"))
                        .forEach(profile -> missing.add(page + ": -P" + profile.group(1)));
                for (var flag : all(FLAG, command.group())) {
                    if (!isKnown(flag.group(1), pom)) {
                        missing.add(page + ": -D" + flag.group(1));
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    private static boolean isKnown(String flag, String pom) throws IOException {
        return OF_MAVEN.contains(flag)
                || flag.equals("semel.security")
                || flag.startsWith("quarkus.")
                || pom.contains("${" + flag + "}")
                || pom.contains("<name>" + flag + "</name>")
                || Files.readString(Path.of("src", "test", "java", "semel", "kit", "GeneratedPage.java"))
                        .contains("\"" + flag + "\"");
    }
}
