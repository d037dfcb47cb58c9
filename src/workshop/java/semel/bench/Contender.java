package semel.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import semel.kit.App;
import semel.lab.DocumentedJar;

/**
 * Describes a pipeline to measure: {@code streams} is a peer, {@code semel} the packaged application, {@code any-name=/path/to/quarkus-run.jar} another
 * build of it, {@code any-name=/path?semel.view.poll=10ms&-Xmx512m} with settings and JVM options over the usual ones,
 * {@code any-name=?semel.view.poll=10ms} the packaged application with them, {@code any-name=spring?-Dsemel.bench.poll=5000} a peer.
 *
 * @param program null for a peer that is test code
 */
record Contender(String name, Approach approach, Path program, Map<String, String> settings, List<String> jvmOptions) {
    static Contender of(String text) {
        var named = text.split("=", 2);
        var parts = named[named.length - 1].split("\\?", 2);
        var settings = new LinkedHashMap<String, String>();
        var options = new ArrayList<String>();
        for (var over : parts.length == 1 ? new String[0] : parts[1].split("&")) {
            if (over.startsWith("-")) {
                options.add(over);
            } else {
                settings.put(over.substring(0, over.indexOf('=')), over.substring(over.indexOf('=') + 1));
            }
        }
        var approach = parts[0].isEmpty() || parts[0].contains("/") ? Approach.SEMEL : Approach.of(parts[0]);
        return new Contender(named[0], approach, program(approach, parts[0]), settings, options);
    }

    /** Whether the application removes old history while it is measured. */
    boolean prunes() {
        return settings.containsKey("semel.pruning.horizon");
    }

    private static Path program(Approach approach, String text) {
        return switch (approach) {
            case SEMEL -> text.contains("/") ? Path.of(text) : App.JAR;
            case DOCUMENTED -> DocumentedJar.path();
            default -> null;
        };
    }

    static List<Contender> all(String texts) {
        return Arrays.stream(texts.split(",")).map(Contender::of).toList();
    }
}
