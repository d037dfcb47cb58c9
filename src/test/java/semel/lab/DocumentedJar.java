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

/** The packaged pipeline with one thing exchanged: how it publishes a batch. */
public final class DocumentedJar {
    /** Puts the other way in the place of the pipeline's own, and takes away what would notice that something was not published. */
    public static final BytemanRule EXCHANGE = () -> Stream.of(
                    rule(
                            "semel.decision.Emission",
                            "publish",
                            "return semel.decision.AsDocumented.publish($0.transactions, $0.records($2), $1)"),
                    rule("semel.decision.ProgressTable", "refuseIfPublished", "return"),
                    rule("semel.kafka.GroupStart", "refuse", "return"))
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

    /** Its business code fails in the block. */
    static Failpoint failing() {
        return Failpoint.failing(AsDocumented.class.getName(), "sent()");
    }

    private static Path made;

    private DocumentedJar() {}

    /** @return the jar to start, in a copy of the packaged application to which the other way is added; made once */
    public static synchronized Path path() {
        if (made == null) {
            made = make();
        }
        return made;
    }

    private static Path make() {
        var packaged = App.JAR.getParent();
        var copy = packaged.resolveSibling("lab").resolve("as-documented");
        var way = AsDocumented.class.getName().replace('.', '/') + ".class";
        try (var compiled = AsDocumented.class.getClassLoader().getResourceAsStream(way)) {
            FileUtils.deleteDirectory(copy.toFile());
            FileUtils.copyDirectory(packaged.toFile(), copy.toFile());
            try (var jars = Files.list(copy.resolve("app"));
                    var application = FileSystems.newFileSystem(jars.findFirst().orElseThrow())) {
                Files.copy(compiled, application.getPath(way), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return copy.resolve(App.JAR.getFileName());
    }
}
