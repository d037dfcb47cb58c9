package semel.planted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.byteman.check.RuleCheck;
import org.junit.jupiter.api.Test;
import semel.kit.BytemanRule;
import semel.kit.GeneratedPage;

/** Checks the descriptions and rules of the planted bugs, and generates their page. */
class PlantedBugsTest {
    private static final Pattern LITERAL = Pattern.compile("\"([^\"\\n]+)\"");
    private static final Pattern STATEMENT =
            Pattern.compile("\"\"\"\\s*((?:select|insert|update|delete|with|,|\\))\\b.*?)\"\"\"", Pattern.DOTALL);
    private static final Path PAGE = Path.of("docs", "evidence", "planted-bugs.md");

    @Test
    void eachIsFullyDescribed() {
        assertThat(PlantedBug.all()).hasSizeGreaterThanOrEqualTo(30).allSatisfy(bug -> {
            var story = bug.story();
            assertThat(Stream.of(story.title(), story.symptom(), story.fix()))
                    .as(bug.name())
                    .allMatch(text -> text != null && !text.isBlank());
            assertThat(story.trigger()).as(bug.name()).isNotNull();
            assertThat(story.finding()).as(bug.name()).isNotNull();
        });
    }

    @Test
    void namesAndTitlesAreUnique() {
        assertThat(texts(PlantedBug::name)).doesNotHaveDuplicates();
        assertThat(texts(bug -> bug.story().title())).doesNotHaveDuplicates();
    }

    @Test
    void eachChangesSomething() {
        assertThat(PlantedBug.all())
                .allMatch(bug -> !bug.rules().isEmpty() || !bug.settings().isEmpty() || changesTables(bug));
    }

    /** Rules name classes and methods as text, which no compiler checks. */
    @Test
    void eachRuleFitsTheApplication() {
        var check = new RuleCheck();
        check.setPrintStream(new PrintStream(OutputStream.nullOutputStream()));
        PlantedBug.all().forEach(bug -> bug.rules().forEach(rule -> add(check, bug.name(), rule)));
        Stream.of(
                        OneTimeFailure.offsetsRefused(),
                        OneTimeFailure.commitRefused(),
                        OneTimeFailure.notAcknowledged("t"),
                        OneTimeFailure.notStored())
                .forEach(failure -> add(check, "mishap", failure));
        Stream.of(ScenarioRun.confirmed(), ScenarioRun.storing()).forEach(point -> add(check, "failpoint", point));
        check.checkRules();
        var result = check.getResult();
        assertThat(Stream.of(
                                result.getErrorMessages(),
                                result.getParseErrorMessages(),
                                result.getTypeErrorMessages(),
                                result.getWarningMessages())
                        .flatMap(List::stream))
                .isEmpty();
    }

    /** Otherwise a changed statement would silently make a rule match nothing. */
    @Test
    void noRuleDependsOnTheTextOfAStatement() throws IOException {
        var statements = statements();
        assertThat(statements).hasSizeGreaterThan(50);
        for (var bug : PlantedBug.all()) {
            for (var rule : bug.rules()) {
                assertThat(String.join("\n", rule.lines()))
                        .satisfies(text -> assertThat(LITERAL.matcher(text)
                                        .results()
                                        .map(literal -> literal.group(1))
                                        .filter(literal ->
                                                literal.matches(".*[ _].*") && !BytemanChange.isClause(literal))
                                        .filter(literal -> statements.stream().anyMatch(sql -> sql.contains(literal))))
                                .as(bug.name())
                                .isEmpty());
            }
        }
    }

    @Test
    void aClauseMustNotNameATable() {
        assertThatThrownBy(() -> BytemanChange.ofClause("semel.intake.ReceivedTable", "on conflict [(]owner", ""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** All SQL statements of the application, each unchanged and in one line. */
    private static List<String> statements() throws IOException {
        try (var files = Files.walk(Path.of("src", "main", "java"))) {
            var statements = new ArrayList<String>();
            for (var file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                STATEMENT.matcher(Files.readString(file)).results().forEach(sql -> {
                    statements.add(sql.group(1));
                    statements.add(sql.group(1).replaceAll("\\s+", " "));
                });
            }
            return statements;
        }
    }

    private static void add(RuleCheck check, String name, BytemanRule rule) {
        check.addRule(name, String.join("\n", rule.lines()));
    }

    private static boolean changesTables(PlantedBug bug) {
        return Stream.of(bug.getClass().getDeclaredMethods())
                .anyMatch(method -> method.getName().equals("plant"));
    }

    @Test
    void thePageIsUpToDate() throws IOException {
        GeneratedPage.isTodays(PAGE, page(), PlantedBugsTest.class);
    }

    private static Stream<String> texts(Function<PlantedBug, String> text) {
        return PlantedBug.all().stream().map(text);
    }

    private static String page() {
        var names = texts(PlantedBug::name).toList();
        var seen = JudgedRun.seen().stream().collect(Collectors.groupingBy(JudgedRun::what));
        return """
                # Planted bugs

                Generated from `semel.planted` by `PlantedBugsTest`; do not edit.

                An audit that never finds anything proves nothing. So each mistake below is put into the packaged application, by Byteman, by a
                setting, or by a change to topics or tables. Then the fault in the second column is injected, and the [full
                proof](../explanation/decisions/0007-the-proof-reads-everything-in-little-memory.md) must report this invariant and this kind of finding. With the same
                fault and without the mistake, it must report nothing: so it was in %s runs.

                `./mvnw verify` tries a handful of the mistakes. `./mvnw verify -Pchaos` tries all, each under five seeds (`PlantedBugsIT`); with
                `-Dsemel.docs.update=true` it adds its results to `planted-bugs.csv`. *Found* counts the recorded runs in which the mistake was reported as
                expected. No recorded run is excluded.

                | run: seed, commit | experiments | environment |
                |---|--:|---|
                %s
                | mistake | shows when | named by | found |
                |---|---|---|--:|
                %s
                Not planted:

                - *Idempotence off.* Kafka refuses a producer with a transactional id and without idempotence. At intake a producer's retry may then write
                  an order twice. The second record is suppressed and counted, which I3 allows.
                %s""".formatted(
                        JudgedRun.summary(seen.entrySet().stream()
                                .filter(runs -> !names.contains(runs.getKey()))
                                .flatMap(runs -> runs.getValue().stream())
                                .toList()),
                        runs(),
                        PlantedBug.all().stream()
                                .map(bug -> row(bug, seen.getOrDefault(bug.name(), List.of())))
                                .collect(Collectors.joining()),
                        texts(PlantedBugsTest::section).collect(Collectors.joining()));
    }

    private static String runs() {
        var environments = JudgedRun.environments();
        return JudgedRun.seen().stream()
                .collect(Collectors.groupingBy(JudgedRun::run, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(run ->
                        "| %s | %s | %s |\n".formatted(run.getKey(), run.getValue(), environments.get(run.getKey())))
                .collect(Collectors.joining());
    }

    private static String row(PlantedBug bug, List<JudgedRun> runs) {
        var story = bug.story();
        return "| [%s](#%s) | %s | %s %s | %s |\n"
                .formatted(
                        story.title(),
                        bug.name().toLowerCase(Locale.ROOT),
                        story.trigger().text(),
                        story.finding().invariant(),
                        story.finding().word(),
                        JudgedRun.summary(runs));
    }

    private static String section(PlantedBug bug) {
        var story = bug.story();
        return """

                ## %s
                %s.

                *Seen:* %s\\
                *Shows when* %s.\\
                *Named by* %s, %s: %s.\\
                *Instead:* %s
                """.formatted(
                        bug.name(),
                        story.title(),
                        story.symptom(),
                        story.trigger().text(),
                        story.finding().invariant(),
                        story.finding().word(),
                        story.finding().invariant().sentence(),
                        story.fix());
    }
}
