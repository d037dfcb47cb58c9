package semel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import semel.kit.TestSources;

/** Checks that each test, method, key and link that a document names exists. */
class DocumentsTest {
    private static final Pattern TEST = Pattern.compile("`(\\w*[a-z](?:Test|IT))`");
    private static final Pattern METHOD = Pattern.compile("`(\\w+)#(\\w+)");
    private static final Pattern KEY = Pattern.compile("`(semel\\.[a-z.-]+)(?:=[^`]*)?`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");

    /** @return the Markdown files in the project's root folder and below docs */
    static List<Path> documents() throws IOException {
        try (Stream<Path> top = Files.list(Path.of(""));
                Stream<Path> files = Files.walk(Path.of("docs"))) {
            return Stream.concat(top, files)
                    .filter(file -> file.toString().endsWith(".md") && Files.exists(file))
                    .toList();
        }
    }

    private static List<MatchResult> all(Pattern pattern, Path document) throws IOException {
        return pattern.matcher(Files.readString(document)).results().toList();
    }

    private static String sources() throws IOException {
        var sources = new StringBuilder();
        try (Stream<Path> main = Files.walk(Path.of("src", "main"))) {
            for (var file : Stream.concat(main.filter(Files::isRegularFile), TestSources.all().stream())
                    .toList()) {
                sources.append("\nFILE ")
                        .append(file.getFileName())
                        .append('\n')
                        .append(Files.readString(file));
            }
        }
        return sources.toString();
    }

    @Test
    void everyTestMethodKeyAndLinkThatADocumentNamesExists() throws IOException {
        var sources = sources();
        var missing = new ArrayList<String>();
        for (var document : documents()) {
            for (var test : all(TEST, document)) {
                if (!sources.contains("FILE " + test.group(1) + ".java")) {
                    missing.add(document + ": " + test.group(1));
                }
            }
            for (var method : all(METHOD, document)) {
                var file = sources.indexOf("FILE " + method.group(1) + ".java");
                if (file < 0 || !sources.substring(file).split("\nFILE ", 2)[0].contains(method.group(2) + "(")) {
                    missing.add(document + ": " + method.group());
                }
            }
            for (var key : all(KEY, document)) {
                if (!sources.contains(key.group(1)) && !isMapped(sources, key.group(1))) {
                    missing.add(document + ": " + key.group(1));
                }
            }
            for (var link : all(LINK, document)) {
                if (!Files.exists(document.toAbsolutePath().getParent().resolve(link.group(1)))) {
                    missing.add(document + ": " + link.group(1));
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    /** Whether a @ConfigMapping has the key: semel.topics.min-insync is minInsync() under the prefix semel.topics. */
    private static boolean isMapped(String sources, String key) {
        var dot = key.lastIndexOf('.');
        var method = Pattern.compile("-(.)")
                .matcher(key.substring(dot + 1))
                .replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
        return sources.contains("@ConfigMapping(prefix = \"" + key.substring(0, dot) + "\")")
                && Pattern.compile("\\w " + method + "\\(\\);").matcher(sources).find();
    }
}
