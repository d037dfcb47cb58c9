package semel.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import semel.kit.App;

/**
 * Who takes part: {@code streams} is a peer, {@code semel} the packaged application, {@code any-name=/path/to/quarkus-run.jar} another
 * build of it, {@code any-name=/path?semel.view.poll=10ms&-Xmx512m} with settings and JVM options over the usual ones,
 * {@code any-name=?semel.view.poll=10ms} the packaged application with them.
 *
 * @param program null for a peer that is test code
 */
record Contender(String name, Approach approach, Path program, Map<String, String> settings, List<String> jvmOptions) {
    static Contender of(String text) {
        var named = text.split("=", 2);
        if (named.length == 1) {
            var approach = Approach.of(text);
            return new Contender(text, approach, approach == Approach.SEMEL ? App.JAR : null, Map.of(), List.of());
        }
        var parts = named[1].split("\\?", 2);
        var settings = new LinkedHashMap<String, String>();
        var options = new ArrayList<String>();
        for (var over : parts.length == 1 ? new String[0] : parts[1].split("&")) {
            if (over.startsWith("-")) {
                options.add(over);
            } else {
                settings.put(over.substring(0, over.indexOf('=')), over.substring(over.indexOf('=') + 1));
            }
        }
        return new Contender(
                named[0], Approach.SEMEL, parts[0].isEmpty() ? App.JAR : Path.of(parts[0]), settings, options);
    }

    static List<Contender> all(String texts) {
        return Arrays.stream(texts.split(",")).map(Contender::of).toList();
    }
}
