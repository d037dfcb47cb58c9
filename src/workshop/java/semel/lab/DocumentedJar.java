package semel.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import semel.decision.AsDocumented;
import semel.kit.App;
import semel.kit.BytemanRule;
import semel.kit.Failpoint;

/** Provides a copy of the packaged pipeline in which batches are published as the connector's documentation shows. */
public final class DocumentedJar {
    /** Replaces how the pipeline publishes a batch, and disables the two checks that would detect missing events. */
    public static final BytemanRule EXCHANGE = () -> Stream.of(
                    rule(
                            "semel.decision.Emission",
                            "publish",
                            "return semel.decision.AsDocumented.publish($0.transactions, $0.records($2), $1)"),
                    rule("semel.decision.ProgressTable", "refuseIfPublished", "return"),
                    rule("semel.kafka.GroupStart", "requireConsistent", "return"))
            .flatMap(List::stream)
            .toList();

    private static List<String> rule(String type, String method, String action) {
        return List.of(
                "RULE instead of " + type + "." + method,
                "CLASS " + type,
                "METHOD " + method,
                "AT ENTRY",
                "IF true",
                "DO " + action,
                "ENDRULE");
    }

    /** Makes the last line of the documented block throw. */
    static Failpoint failing() {
        return Failpoint.failing(AsDocumented.class.getName(), "sent()");
    }

    private static Path made;

    private DocumentedJar() {}

    /** @return the jar to start, in a copy of the packaged application with {@link AsDocumented} added; made once */
    public static synchronized Path path() {
        if (made == null) {
            made = make();
        }
        return made;
    }

    private static Path make() {
        var packaged = App.JAR.getParent();
        var copy = packaged.resolveSibling("lab").resolve("as-documented");
        var classFile = AsDocumented.class.getName().replace('.', '/') + ".class";
        try (var compiled = AsDocumented.class.getClassLoader().getResourceAsStream(classFile)) {
            FileUtils.deleteDirectory(copy.toFile());
            FileUtils.copyDirectory(packaged.toFile(), copy.toFile());
            try (var jars = Files.list(copy.resolve("app"));
                    var application = FileSystems.newFileSystem(jars.findFirst().orElseThrow())) {
                Files.copy(compiled, application.getPath(classFile), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return copy.resolve(App.JAR.getFileName());
    }
}
