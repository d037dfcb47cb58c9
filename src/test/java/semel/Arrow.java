package semel;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import semel.kafka.Channels;
import semel.kafka.TestTopics;

/**
 * A channel with its topic and the class that reads or writes it, taken from the code and its configuration.
 *
 * @param topic without the prefix
 * @param end the class that reads or writes, with its package
 * @param isInput whether the class reads the topic
 */
public record Arrow(String channel, String topic, String end, boolean isInput) {
    /** @return the arrow as a line of a Mermaid flowchart */
    String drawn() {
        return isInput
                ? "%s[(%s)] -- %s --> %s".formatted(topic, topic, channel, end)
                : "%s -- %s --> %s[(%s)]".formatted(end, channel, topic, topic);
    }

    public String packageLabel() {
        return end.split("\\.")[1];
    }

    public static List<Arrow> all() throws IOException {
        var configuration = new Properties();
        try (var file = Files.newInputStream(Path.of("src", "main", "resources", "application.properties"))) {
            configuration.load(file);
        }
        var classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("semel");
        var arrows = new ArrayList<Arrow>();
        for (var key : configuration.stringPropertyNames()) {
            var parts = key.split("\\.");
            if (key.startsWith("mp.messaging.") && key.endsWith(".connector")) {
                arrows.addAll(parts[2].equals("incoming") ? incoming(classes, parts[3]) : outgoing(classes, parts[3]));
            }
        }
        return arrows;
    }

    private static List<Arrow> incoming(JavaClasses classes, String channel) {
        var reader = classes.stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.isAnnotatedWith(Incoming.class)
                        && method.getAnnotationOfType(Incoming.class).value().equals(channel))
                .map(method -> name(method.getOwner()))
                .findAny()
                .orElseThrow(() -> new AssertionError("no class reads " + channel));
        var topics = channel.equals(Channels.TO_DECIDE) ? new TestTopics().inputs() : new TestTopics().outputs();
        return topics.stream()
                .map(topic -> new Arrow(channel, topic, reader, true))
                .toList();
    }

    private static List<Arrow> outgoing(JavaClasses classes, String channel) {
        var writer = classes.stream()
                .filter(type -> type.getConstructors().stream()
                        .flatMap(constructor -> constructor.getParameterAnnotations().stream())
                        .flatMap(Set::stream)
                        .anyMatch(annotation -> annotation.getRawType().isEquivalentTo(Channel.class)
                                && annotation.as(Channel.class).value().equals(channel)))
                .map(Arrow::name)
                .findAny()
                .orElseThrow(() -> new AssertionError("no class writes " + channel));
        var topics = channel.equals(Channels.RECEIVED)
                ? new TestTopics().inputs().stream()
                : new TestTopics().published().stream();
        return topics.map(topic -> new Arrow(channel, topic, writer, false)).toList();
    }

    private static String name(JavaClass type) {
        return type.getPackageName() + "." + type.getSimpleName();
    }
}
