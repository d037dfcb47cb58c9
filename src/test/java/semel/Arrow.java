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
 * Who reads or writes a topic through which channel, as the code and its configuration have it; topics without a prefix.
 *
 * @param end the class that reads or writes, with its package
 */
public record Arrow(String channel, String topic, String end, boolean comesIn) {
    /** As Mermaid has it. */
    String drawn() {
        return comesIn
                ? "%s[(%s)] -- %s --> %s".formatted(topic, topic, channel, end)
                : "%s -- %s --> %s[(%s)]".formatted(end, channel, topic, topic);
    }

    public String room() {
        return end.split("\\.")[1];
    }

    public static List<Arrow> all() throws IOException {
        var configuration = new Properties();
        try (var file = Files.newInputStream(Path.of("src", "main", "resources", "application.properties"))) {
            configuration.load(file);
        }
        var house = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("semel");
        var arrows = new ArrayList<Arrow>();
        for (var key : configuration.stringPropertyNames()) {
            var parts = key.split("\\.");
            if (key.startsWith("mp.messaging.") && key.endsWith(".connector")) {
                arrows.addAll(parts[2].equals("incoming") ? incoming(house, parts[3]) : outgoing(house, parts[3]));
            }
        }
        return arrows;
    }

    private static List<Arrow> incoming(JavaClasses house, String channel) {
        var reader = house.stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> method.isAnnotatedWith(Incoming.class)
                        && method.getAnnotationOfType(Incoming.class).value().equals(channel))
                .map(method -> name(method.getOwner()))
                .findAny()
                .orElseThrow(() -> new AssertionError("nobody reads " + channel));
        var topics = channel.equals(Channels.TO_DECIDE) ? new TestTopics().inputs() : new TestTopics().outputs();
        return topics.stream()
                .map(topic -> new Arrow(channel, topic, reader, true))
                .toList();
    }

    private static List<Arrow> outgoing(JavaClasses house, String channel) {
        var writer = house.stream()
                .filter(type -> type.getConstructors().stream()
                        .flatMap(constructor -> constructor.getParameterAnnotations().stream())
                        .flatMap(Set::stream)
                        .anyMatch(annotation -> annotation.getRawType().isEquivalentTo(Channel.class)
                                && annotation.as(Channel.class).value().equals(channel)))
                .map(Arrow::name)
                .findAny()
                .orElseThrow(() -> new AssertionError("nobody writes " + channel));
        var topics = channel.equals(Channels.RECEIVED)
                ? new TestTopics().inputs().stream()
                : new TestTopics().published().stream();
        return topics.map(topic -> new Arrow(channel, topic, writer, false)).toList();
    }

    private static String name(JavaClass type) {
        return type.getPackageName() + "." + type.getSimpleName();
    }
}
