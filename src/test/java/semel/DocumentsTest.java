package semel;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.junit.jupiter.api.Test;
import semel.wire.Channels;
import semel.wire.TestTopics;

/** What README and docs say is there, and the picture in them is today's. */
class DocumentsTest {
    private static final Path PICTURE = Path.of("docs", "channels.md");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))`");
    private static final Pattern METHOD = Pattern.compile("`(\\w+)#(\\w+)");
    private static final Pattern KEY = Pattern.compile("`(semel\\.[a-z.-]+)(?:=[^`]*)?`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");

    private static List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("docs"))) {
            return Stream.concat(Stream.of(Path.of("README.md")), files)
                    .filter(file -> file.toString().endsWith(".md") && Files.exists(file))
                    .toList();
        }
    }

    private static List<MatchResult> all(Pattern pattern, Path document) throws IOException {
        return pattern.matcher(Files.readString(document)).results().toList();
    }

    private static String sources() throws IOException {
        var sources = new StringBuilder();
        for (var root : List.of(Path.of("src", "main"), Path.of("src", "test", "java"))) {
            try (Stream<Path> files = Files.walk(root)) {
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    sources.append("\nFILE ")
                            .append(file.getFileName())
                            .append('\n')
                            .append(Files.readString(file));
                }
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

    @Test
    void thePictureOfChannelsAndTopicsIsTodays() throws IOException {
        var today = picture();
        if (Boolean.getBoolean("semel.docs.update")) {
            Files.writeString(PICTURE, today);
        }
        assertThat(Files.exists(PICTURE) ? Files.readString(PICTURE) : "")
                .as("stale: ./mvnw test -Dtest=DocumentsTest -Dsemel.docs.update=true")
                .isEqualTo(today);
    }

    private static String picture() throws IOException {
        var configuration = new Properties();
        try (var file = Files.newInputStream(Path.of("src", "main", "resources", "application.properties"))) {
            configuration.load(file);
        }
        var house = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("semel");
        var arrows = new TreeSet<String>();
        for (var key : configuration.stringPropertyNames()) {
            var parts = key.split("\\.");
            if (key.startsWith("mp.messaging.") && key.endsWith(".connector")) {
                arrows.addAll(parts[2].equals("incoming") ? incoming(house, parts[3]) : outgoing(house, parts[3]));
            }
        }
        return """
                # Channels and topics

                Generated from the code and its configuration by `DocumentsTest`; do not edit.

                ```mermaid
                flowchart LR
                %s
                ```
                """.formatted(arrows.stream().map(arrow -> "    " + arrow).collect(Collectors.joining("\n")));
    }

    private static List<String> incoming(JavaClasses house, String channel) {
        var reader = house.stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.isAnnotatedWith(Incoming.class)
                        && method.getAnnotationOfType(Incoming.class).value().equals(channel))
                .map(method -> method.getOwner().getPackageName() + "."
                        + method.getOwner().getSimpleName())
                .findAny()
                .orElseThrow(() -> new AssertionError("nobody reads " + channel));
        var topics = channel.equals(Channels.TO_DECIDE) ? new TestTopics().inputs() : new TestTopics().outputs();
        return topics.stream()
                .map(topic -> "%s[(%s)] -- %s --> %s".formatted(topic, topic, channel, reader))
                .toList();
    }

    private static List<String> outgoing(JavaClasses house, String channel) {
        var writer = house.stream()
                .filter(type -> type.getConstructors().stream()
                        .flatMap(constructor -> constructor.getParameterAnnotations().stream())
                        .flatMap(Set::stream)
                        .anyMatch(annotation -> annotation.getRawType().isEquivalentTo(Channel.class)
                                && annotation.as(Channel.class).value().equals(channel)))
                .map(type -> type.getPackageName() + "." + type.getSimpleName())
                .findAny()
                .orElseThrow(() -> new AssertionError("nobody writes " + channel));
        var topics = new ArrayList<>(
                channel.equals(Channels.RECEIVED) ? new TestTopics().inputs() : new TestTopics().outputs());
        if (channel.equals(Channels.DECIDED)) {
            topics.add(new TestTopics().deadLetters());
        }
        return topics.stream()
                .map(topic -> "%s -- %s --> %s[(%s)]".formatted(writer, channel, topic, topic))
                .toList();
    }
}
