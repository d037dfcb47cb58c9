package semel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that all log lines have one form, and their keys the order of the page on logs. */
class LogLinesTest {
    private static final Pattern CALL = Pattern.compile("LOG\\.(?:fatal|error|warn|info|debug|trace)f?\\(");
    private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern PIECES = Pattern.compile("\"\\s*\\+\\s*\"");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-zA-Z]+)=` \\|");

    /** What happened, in the past tense, then keys. A value of several words is in brackets. No %d: its digits depend on the locale. */
    private static final Pattern FORM =
            Pattern.compile("(?:%s )?[a-z]+(?: [a-z]+)*(?: [a-zA-Z]+=(?:%s|\\[[^\\]]*\\]))*");

    private static final Pattern KEY = Pattern.compile(" ([a-zA-Z]+)=(?:%s|\\[[^\\]]*\\])");

    @Test
    void eachLineSaysWhatHappenedAndThenHasItsKeysInOneOrder() throws IOException {
        var order = ROW.matcher(Files.readString(Path.of("docs", "reference", "logs-and-traces.md")))
                .results()
                .map(row -> row.group(1))
                .toList();
        var used = new ArrayList<String>();
        for (var message : messages()) {
            assertThat(message).matches(FORM).doesNotContain("%d");
            var keys = KEY.matcher(message).results().map(key -> key.group(1)).toList();
            assertThat(order.stream().filter(keys::contains).toList())
                    .as(message)
                    .isEqualTo(keys);
            used.addAll(keys);
        }
        assertThat(order).doesNotHaveDuplicates().hasSameElementsAs(used);
    }

    private static List<String> messages() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            var messages = new ArrayList<String>();
            for (var file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                var source = PIECES.matcher(Files.readString(file)).replaceAll("");
                CALL.matcher(source)
                        .results()
                        .map(MatchResult::end)
                        .map(source::substring)
                        .map(LogLinesTest::firstText)
                        .collect(Collectors.toCollection(() -> messages));
            }
            assertThat(messages).hasSizeGreaterThan(10);
            return messages;
        }
    }

    private static String firstText(String call) {
        var text = TEXT.matcher(call);
        assertThat(text.find())
                .as(call.substring(0, Math.min(80, call.length())))
                .isTrue();
        return text.group(1);
    }
}
