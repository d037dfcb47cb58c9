package semel.planted;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.byteman.check.RuleCheck;
import org.junit.jupiter.api.Test;
import semel.kit.GeneratedPage;
import semel.kit.Rule;

/** What there is to tell of the planted bugs, and the page that tells it. */
class PlantedBugsTest {
    private static final Path PAGE = Path.of("docs", "evidence", "planted-bugs.md");

    @Test
    void eachIsToldInFull() {
        assertThat(PlantedBug.all()).hasSizeGreaterThanOrEqualTo(30).allSatisfy(bug -> {
            var story = bug.story();
            assertThat(Stream.of(story.title(), story.symptom(), story.fix()))
                    .as(bug.name())
                    .allMatch(text -> text != null && !text.isBlank());
            assertThat(story.trigger()).as(bug.name()).isNotNull();
            assertThat(story.anomaly()).as(bug.name()).isNotNull();
        });
    }

    @Test
    void noneIsToldTwice() {
        assertThat(texts(PlantedBug::name)).doesNotHaveDuplicates();
        assertThat(texts(bug -> bug.story().title())).doesNotHaveDuplicates();
    }

    @Test
    void eachChangesSomething() {
        assertThat(PlantedBug.all())
                .allMatch(bug -> !bug.rules().isEmpty() || !bug.settings().isEmpty() || changesTables(bug));
    }

    /** They name classes and methods as text, which no compiler follows. */
    @Test
    void eachRuleFitsTheApplication() {
        var check = new RuleCheck();
        check.setPrintStream(new PrintStream(OutputStream.nullOutputStream()));
        PlantedBug.all().forEach(bug -> bug.rules().forEach(rule -> add(check, bug.name(), rule)));
        Stream.of(Mishap.offsetsRefused(), Mishap.commitRefused(), Mishap.notAcknowledged("t"), Mishap.notStored())
                .forEach(mishap -> add(check, "mishap", mishap));
        Stream.of(Course.confirmed(), Course.storing()).forEach(point -> add(check, "failpoint", point));
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

    private static void add(RuleCheck check, String name, Rule rule) {
        check.addRule(name, String.join("\n", rule.lines()));
    }

    private static boolean changesTables(PlantedBug bug) {
        return Stream.of(bug.getClass().getDeclaredMethods())
                .anyMatch(method -> method.getName().equals("plant"));
    }

    @Test
    void thePageIsTodays() throws IOException {
        GeneratedPage.isTodays(PAGE, page(), PlantedBugsTest.class);
    }

    private static Stream<String> texts(Function<PlantedBug, String> text) {
        return PlantedBug.all().stream().map(text);
    }

    private static String page() {
        var names = texts(PlantedBug::name).toList();
        var seen = Judged.seen().stream().collect(Collectors.groupingBy(Judged::what));
        return """
                # Planted bugs

                Generated from `semel.planted` by `PlantedBugsTest`; do not edit.

                An audit that never found anything proves nothing. Each of these mistakes is put into the packaged application from outside: by
                Byteman, by a setting, by a change to topics or tables. Under its fault the [full
                proof](../explanation/decisions/0007-the-proof-reads-everything-in-little-memory.md) has to name it: by this invariant, in this way. Under the
                same fault without the mistake it has to find nothing. `./mvnw verify` tries a handful of them, `./mvnw verify -Pchaos` all, each
                under five seeds (`PlantedBugsIT`). *Found* is in how many of the runs that were written down (`planted-bugs.csv`, with seed and
                commit) it was named so. Runs under these faults without a mistake that were clean: %s.

                | mistake | shows when | named by | found |
                |---|---|---|--:|
                %s
                Not planted:

                - *Idempotence off.* The decision's producer cannot be built with a transactional id and without idempotence. At intake a retry of the
                  producer writes an order twice; the second copy is suppressed and counted, which the promise allows (I3).
                %s""".formatted(
                        Judged.summary(seen.entrySet().stream()
                                .filter(runs -> !names.contains(runs.getKey()))
                                .flatMap(runs -> runs.getValue().stream())
                                .toList()),
                        PlantedBug.all().stream()
                                .map(bug -> row(bug, seen.getOrDefault(bug.name(), List.of())))
                                .collect(Collectors.joining()),
                        texts(PlantedBugsTest::section).collect(Collectors.joining()));
    }

    private static String row(PlantedBug bug, List<Judged> runs) {
        var story = bug.story();
        return "| [%s](#%s) | %s | %s %s | %s |\n"
                .formatted(
                        story.title(),
                        bug.name().toLowerCase(Locale.ROOT),
                        story.trigger().text(),
                        story.invariant(),
                        story.anomaly().getSimpleName(),
                        Judged.summary(runs));
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
                        story.invariant(),
                        story.anomaly().getSimpleName(),
                        story.invariant().sentence(),
                        story.fix());
    }
}
