package semel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Checks that texts have none of the words that are not plain English: documents, the contracts, the start page, each string in the
 * code that may be shown or logged, and each comment. "Copy" and "twice" are not listed: to copy a file, or to run it twice, is plain.
 */
class PlainEnglishTest {
    /** Files or folders that still have such words. Remove an entry when its texts are plain; add none. */
    private static final List<String> LEFTOVERS = List.of();

    private static final Path RESOURCES = Path.of("src", "main", "resources", "META-INF");
    /** Decisions may use such words for persons: the title of one has them. */
    private static final Path DECISIONS = Path.of("docs", "explanation", "decisions");

    /** Test code with the output of the commands that profiles run. */
    private static final List<Path> COMMANDS = List.of(
            Path.of("src/test/java/semel/kit/LoadMain.java"),
            Path.of("src/test/java/semel/exercise/ShipmentsExercise.java"),
            Path.of("src/workshop/java/semel/planted/Challenges.java"));

    /** A comment, or a string or character literal, in which no comment can begin. */
    private static final Pattern TOKEN = Pattern.compile(
            "/\\*.*?\\*/|(?://[^\n]*\n\\s*)+|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"|'(?:\\\\.|[^'\\\\])+'",
            Pattern.DOTALL);

    /** A word or phrase to avoid, what to write instead, and a sentence that contains it. */
    private enum Word {
        ROOM("rooms?", "package; memory; limit", "There is room for one more."),
        MEND("mend(?:s|ed|ing)?", "fix", "It is mended in the next release."),
        DOUBLED("doubl(?:ed|es|ing)", "duplicated", "Nothing is lost or doubled."),
        TROUBLE("troubles?", "fault (injected); failure (seen)", "The same troubles hit each lane."),
        MISHAP("mishaps?", "fault (injected); failure (seen)", "After a mishap the batch is read again."),
        STRIKE("strikes?|struck|striking", "inject a fault", "A fault strikes the replica."),
        THROUGH("(?:is|are|was|were|be) through", "applied; caught up", "Not everything is through."),
        BEHIND_EVERYTHING("behind everything", "applied; caught up", "The cut lies behind everything."),
        AWAY("(?:is|are|was|were|be|been|being|while|stays?) away", "unavailable", "The broker is away."),
        COMES_IN("what (?:comes|came|goes|went) (?:in|out)", "input; output; accepted", "It counts what came in."),
        LEFT_TO_THE_NEXT("left to the next", "skipped after a rebalance", "Offsets are left to the next member."),
        HAS_TO_BE_ONE("ha(?:s|ve) to be ones? that", "must", "It has to be one that is new."),
        WHOEVER("who(?:so)?m?ever", "the client; a reader; if you", "Whoever reads this is told."),
        WHEREVER("wherever", "in every place; if", "Wherever it fails, the process ends."),
        FOR_NONE_OF("for none of", "not for", "It holds for none of them."),
        NOW_AND_THEN("now and then", "a number or a rate", "It fails now and then."),
        HEIR("heirs?", "the next replica", "A replica and its heir."),
        COMES_IN_GOES_OUT("(?:comes?|goes) (?:in|out):", "Input:; Output:", "Comes in: a record."),
        NOBODY("(?:no|some|any|every)body(?:'s)?", "no client; another program; all", "Nobody reads it."),
        STEMS_FROM("stem(?:s|med|ming)? from", "results from; its source is", "What stems from it."),
        GOOD_FOR_EVER("for ever", "forever; without end", "It is gone for ever.");

        private final Pattern pattern;
        private final String instead;
        private final String sentence;

        Word(String pattern, String instead, String sentence) {
            this.pattern = Pattern.compile("(?i)(?<![\\w-])(?:" + pattern.replace(" ", "\\s+") + ")(?![\\w-])");
            this.instead = instead;
            this.sentence = sentence;
        }
    }

    /** @param line its first line, from 1 */
    private record Text(Path file, long line, String text) {
        Stream<String> findings() {
            return Stream.of(Word.values())
                    .filter(word -> word != Word.NOBODY || !file.startsWith(DECISIONS))
                    .flatMap(word -> word.pattern
                            .matcher(text)
                            .results()
                            .map(found ->
                                    file + ":" + lineOf(found) + ": " + found.group() + ", instead: " + word.instead));
        }

        private long lineOf(MatchResult found) {
            return line
                    + text.substring(0, found.start())
                            .chars()
                            .filter(each -> each == '\n')
                            .count();
        }

        boolean isLeftover(String path) {
            return path.endsWith("/") ? file.startsWith(path) : file.equals(Path.of(path));
        }
    }

    @Test
    void allTextsArePlainEnglish() throws IOException {
        assertThat(texts().stream()
                        .filter(text -> LEFTOVERS.stream().noneMatch(text::isLeftover))
                        .flatMap(Text::findings))
                .isEmpty();
    }

    @Test
    void everyLeftoverStillHasSuchWords() throws IOException {
        var texts = texts();
        assertThat(LEFTOVERS)
                .as("plain by now: remove it")
                .allMatch(path -> texts.stream()
                        .filter(text -> text.isLeftover(path))
                        .anyMatch(text -> text.findings().findAny().isPresent()));
    }

    @ParameterizedTest
    @EnumSource
    void eachWordIsFound(Word word) {
        assertThat(new Text(Path.of("page.md"), 1, word.sentence).findings())
                .singleElement()
                .asString()
                .startsWith("page.md:1: ")
                .endsWith(word.instead);
    }

    @Test
    void aPhraseIsFoundAcrossLinesAndReportedByItsFirstLine() {
        assertThat(new Text(Path.of("page.md"), 7, "One.\nThe broker\nis\naway.").findings())
                .containsExactly("page.md:9: is\naway, instead: unavailable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "It answers right away.",
                "Requests go through a proxy.",
                "The option doubles-as-a-name is a name.",
                "A chatroom, an amendment, a double."
            })
    void similarPlainWordsAreNotFound(String sentence) {
        assertThat(new Text(Path.of("page.md"), 1, sentence).findings()).isEmpty();
    }

    private static List<Text> texts() throws IOException {
        var texts = new ArrayList<Text>();
        var pages = Stream.of(
                        List.of(RESOURCES.resolve("index.html")),
                        DocumentsTest.documents(),
                        files(RESOURCES, ".yaml"),
                        files(RESOURCES, ".json"))
                .flatMap(List::stream);
        for (var page : pages.toList()) {
            texts.add(new Text(page, 1, Files.readString(page)));
        }
        for (var source : files(Path.of("src"), ".java")) {
            texts.addAll(comments(source));
        }
        texts.addAll(literals(Stream.concat(
                        files(Path.of("src", "main", "java"), ".java").stream(),
                        COMMANDS.stream().filter(Files::exists))
                .toList()));
        assertThat(texts).hasSizeGreaterThan(1000);
        return texts;
    }

    private static List<Path> files(Path root, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(suffix)).toList();
        }
    }

    /** @return comments and Javadoc; consecutive comment lines are one text */
    private static List<Text> comments(Path source) throws IOException {
        var code = Files.readString(source);
        return TOKEN.matcher(code)
                .results()
                .filter(token -> token.group().startsWith("/"))
                .map(token -> new Text(
                        source,
                        1
                                + code.substring(0, token.start())
                                        .chars()
                                        .filter(each -> each == '\n')
                                        .count(),
                        token.group().replaceAll("(?m)^\\s*(?:\\*|//)", " ")))
                .toList();
    }

    /** @return the string literals; the compiler joins those that are connected by + */
    private static List<Text> literals(List<Path> sources) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var task = (JavacTask)
                    compiler.getTask(null, files, null, null, null, files.getJavaFileObjectsFromPaths(sources));
            var positions = Trees.instance(task).getSourcePositions();
            var texts = new ArrayList<Text>();
            for (var unit : task.parse()) {
                var file = Path.of("")
                        .toAbsolutePath()
                        .relativize(Path.of(unit.getSourceFile().toUri()));
                new TreeScanner<Void, Void>() {
                    @Override
                    public Void visitLiteral(LiteralTree literal, Void unused) {
                        if (literal.getKind() == Tree.Kind.STRING_LITERAL) {
                            var line = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, literal));
                            texts.add(new Text(file, line, (String) literal.getValue()));
                        }
                        return null;
                    }
                }.scan(unit, null);
            }
            return texts;
        }
    }
}
