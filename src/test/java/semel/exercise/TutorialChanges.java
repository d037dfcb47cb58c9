package semel.exercise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads from a tutorial what it adds to the project: its blocks of code, in their order. */
public final class TutorialChanges {
    // A file is named in the text before its block, a changed one in the block.
    private static final Pattern BLOCK = Pattern.compile(
            "(?s)Write `(\\S+)`:(?:(?!```).)*?```(?:java|json|sql)\n(.*?)```" + "|```diff\n--- (\\S+)\n@@\n(.*?)```");

    private TutorialChanges() {}

    /** @return the texts of all files that are new or changed, by their path in the project; each hunk fits once */
    public static Map<String, String> of(Path page) throws IOException {
        var files = new LinkedHashMap<String, String>();
        for (var block : BLOCK.matcher(Files.readString(page)).results().toList()) {
            if (block.group(1) != null) {
                files.put(block.group(1), block.group(2));
            } else {
                var file = block.group(3);
                files.put(file, changed(file, files.getOrDefault(file, read(file)), block.group(4)));
            }
        }
        return files;
    }

    private static String read(String file) throws IOException {
        return Files.readString(Path.of(file));
    }

    private static String changed(String file, String source, String hunks) {
        var text = source;
        for (var hunk : hunks.split("@@\n")) {
            var before = side(hunk, "+");
            var times = text.split(Pattern.quote(before), -1).length - 1;
            assertThat(times).as(file + "\n" + before).isEqualTo(1);
            text = text.replace(before, side(hunk, "-"));
        }
        return text;
    }

    /** The lines of a hunk without those of the other side. */
    private static String side(String hunk, String other) {
        return hunk.lines()
                .filter(line -> !line.startsWith(other))
                .map(line -> line.isEmpty() ? "\n" : line.substring(1) + "\n")
                .collect(Collectors.joining());
    }
}
