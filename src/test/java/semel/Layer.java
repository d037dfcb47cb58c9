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

/** The packages of the application, each with those that it may use. One can only use what stands above it, so there are no cycles. */
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
    /** The application's entry, which is in no package below {@code semel}. */
    MAIN(SANDBOX, PROOF, RESTORE, ERASURE);

    private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?semel\\.([a-z]+)\\.");

    private final List<Layer> used;

    Layer(Layer... used) {
        this.used = List.of(used);
    }

    /** As it is called in the documents. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    String packageName() {
        return this == MAIN ? "semel" : "semel." + label();
    }

    static String[] packages() {
        return Arrays.stream(values()).map(Layer::packageName).toArray(String[]::new);
    }

    /** No package uses another one than it may. */
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

    /** Where its sources are. */
    Path folder() {
        return Path.of("src", "main", "java").resolve(packageName().replace('.', '/'));
    }

    /** @return the arrows from this package, by the imports in its sources: constants of another package leave no trace in a class */
    Set<String> found() throws IOException {
        var found = new TreeSet<String>();
        try (Stream<Path> sources = Files.list(folder())) {
            for (var source : sources.filter(Files::isRegularFile).toList()) {
                IMPORT.matcher(Files.readString(source)).results().forEach(used -> found.add(used.group(1)));
            }
        }
        found.remove(label()); // types within its own
        return found;
    }

    /** @return the arrows from this package that it may have */
    Set<String> allowed() {
        return used.stream().map(Layer::label).collect(Collectors.toCollection(TreeSet::new));
    }

    /** As Mermaid has it. Arrows that follow from others are left out. */
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
