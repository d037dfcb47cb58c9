package semel;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The packages of the application, each with those that it may use. A package may use only packages above it, so there are no cycles. */
enum Layer {
    ORDER,
    KAFKA(ORDER),
    SQL,
    ACCESS,
    PROBLEM,
    SANDBOX,
    CODEC(ORDER, KAFKA),
    OPERATION(KAFKA),
    HTTP(PROBLEM),
    COMMAND(KAFKA),
    INTAKE(ACCESS, PROBLEM, ORDER, CODEC, KAFKA, OPERATION, SQL),
    DECISION(ORDER, CODEC, KAFKA, OPERATION, SQL),
    PROJECTION(ORDER, CODEC, KAFKA, OPERATION, SQL),
    VIEW(ACCESS, PROBLEM, ORDER, CODEC, KAFKA, SQL),
    AUDIT(ACCESS, CODEC, KAFKA, SQL),
    PROOF(AUDIT, COMMAND, ORDER, CODEC, KAFKA, SQL),
    RESTORE(COMMAND, ORDER, CODEC, KAFKA),
    PRUNING(AUDIT, ORDER, KAFKA, SQL),
    ERASURE(COMMAND, ORDER, CODEC, KAFKA, SQL),
    /** The application's entry point, in the package {@code semel} itself. */
    MAIN(SANDBOX, PROOF, RESTORE, ERASURE);

    private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?semel\\.([a-z]+)\\.");

    private final List<Layer> used;

    Layer(Layer... used) {
        this.used = List.of(used);
    }

    /** @return the name in the documents */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    String packageName() {
        return this == MAIN ? "semel" : "semel." + label();
    }

    static String[] packages() {
        return Arrays.stream(values()).map(Layer::packageName).toArray(String[]::new);
    }

    /** @return the rule that each package uses only those that it may use */
    static ArchRule rule() {
        var rule = layeredArchitecture().consideringOnlyDependenciesInLayers().withOptionalLayers(true);
        for (var layer : values()) {
            rule = rule.layer(layer.label()).definedBy(layer.packageName());
        }
        for (var layer : values()) {
            var names = layer.used.stream().map(Layer::label).toArray(String[]::new);
            var where = rule.whereLayer(layer.label());
            rule = names.length == 0 ? where.mayNotAccessAnyLayer() : where.mayOnlyAccessLayers(names);
        }
        return rule;
    }

    /** @return the folder of its sources */
    Path folder() {
        return Path.of("src", "main", "java").resolve(packageName().replace('.', '/'));
    }

    /** @return the packages that this one imports; by its sources, because a constant of another package leaves no trace in a class file */
    Set<String> found() throws IOException {
        var found = new TreeSet<String>();
        try (Stream<Path> sources = Files.list(folder())) {
            for (var source : sources.filter(Files::isRegularFile).toList()) {
                IMPORT.matcher(Files.readString(source)).results().forEach(used -> found.add(used.group(1)));
            }
        }
        found.remove(label()); // imports of its own nested types
        return found;
    }

    /** @return the packages that this one may use */
    Set<String> allowed() {
        return used.stream().map(Layer::label).collect(Collectors.toCollection(TreeSet::new));
    }

    /** @return a Mermaid flowchart, without the arrows that follow from others */
    static String picture() {
        return Arrays.stream(values())
                .flatMap(Layer::drawn)
                .map(line -> "    " + line + "\n")
                .collect(Collectors.joining("", "\n```mermaid\nflowchart TB\n", "```\n"));
    }

    private Stream<String> drawn() {
        return used.stream()
                .filter(layer -> used.stream().noneMatch(other -> other != layer && other.reaches(layer)))
                .map(layer -> label() + " --> " + layer.label());
    }

    private boolean reaches(Layer other) {
        return this == other || used.stream().anyMatch(each -> each.reaches(other));
    }
}
