package semel.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import semel.audit.Finding;
import semel.audit.Invariant;
import semel.kit.GeneratedPage;
import semel.kit.Javadoc;

/** The page of the invariants is that of the code: what each says, and how the audit and the full proof name what breaks it. */
class InvariantsPageTest {
    private static final Path PAGE = Path.of("docs", "reference", "invariants.md");
    private static final Path SOURCES = Path.of("src", "main", "java", "semel", "proof");
    private static final Pattern NAMED = Pattern.compile("new Anomaly\\.(\\w+)\\(\\s*Invariant\\.(I\\d+)");

    @Test
    void thePageIsTodays() throws IOException, ReflectiveOperationException {
        GeneratedPage.isTodays(PAGE, page(), InvariantsPageTest.class);
    }

    @Test
    void everyKindHasAnExplanation() throws IOException {
        for (var sealed : Set.<Class<?>>of(Finding.class, Anomaly.class)) {
            assertThat(Javadoc.of(sealed).keySet())
                    .containsAll(kinds(sealed).map(Class::getSimpleName).toList());
        }
    }

    private static String page() throws IOException, ReflectiveOperationException {
        var online = online();
        var full = full();
        return """
            # Invariants

            Generated from `Invariant` and `Finding` in `semel.audit` and `Anomaly` in `semel.proof` by `InvariantsPageTest`; do not edit.

            Exactly-once means thirteen invariants here. The *online audit* (`GET /audit`) checks, each time it is asked, what is new in the tables
            ([decision 0009](../explanation/decisions/0009-the-online-audit-is-incremental.md)). The *full proof* ([command](commands.md#full-proof)) reads all topics and tables
            ([decision 0007](../explanation/decisions/0007-the-proof-reads-everything-in-little-memory.md)). The last columns say what each finding is called there. What to do
            about a finding: [answer DIRTY](../how-to/answer-dirty.md).

            | invariant | what holds | online audit | full proof |
            |---|---|---|---|
            %s
            I3 is no finding: duplicates in the input are allowed, the online audit counts them as `duplicatesSuppressed` and the full proof as `suppressed`.

            ## Findings of the online audit

            | finding | meaning |
            |---|---|
            %s
            With no other finding than `Behind` and `OpenTransaction` the verdict is PENDING; any other finding makes it DIRTY.

            ## Findings of the full proof

            | finding | meaning |
            |---|---|
            %s
            With no other finding than `Behind` and `OpenTransaction` the proof ends with PENDING; any other finding makes it DIRTY.
            """.formatted(
                        Arrays.stream(Invariant.values())
                                .map(invariant -> "| %s | %s | %s | %s |\n"
                                        .formatted(
                                                invariant,
                                                invariant.sentence(),
                                                names(online.get(invariant)),
                                                names(full.get(invariant))))
                                .collect(Collectors.joining()),
                        explained(Finding.class),
                        explained(Anomaly.class));
    }

    private static String names(Set<String> kinds) {
        return kinds == null ? "–" : kinds.stream().map("`%s`"::formatted).collect(Collectors.joining(", "));
    }

    private static String explained(Class<?> sealed) throws IOException {
        var javadoc = Javadoc.of(sealed);
        return kinds(sealed)
                .map(Class::getSimpleName)
                .map(kind -> "| `%s` | %s |\n".formatted(kind, javadoc.get(kind)))
                .collect(Collectors.joining());
    }

    private static Stream<Class<?>> kinds(Class<?> sealed) {
        return Arrays.stream(sealed.getPermittedSubclasses());
    }

    /** Each kind of finding breaks one invariant, whatever stands in it. */
    private static Map<Invariant, Set<String>> online() throws ReflectiveOperationException {
        var named = new EnumMap<Invariant, Set<String>>(Invariant.class);
        for (var kind : kinds(Finding.class).toList()) {
            var types = Arrays.stream(kind.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            var nothing = Arrays.stream(types)
                    .map(type -> type.isPrimitive() ? Array.get(Array.newInstance(type, 1), 0) : null)
                    .toArray();
            var finding = (Finding) kind.getDeclaredConstructor(types).newInstance(nothing);
            add(named, Invariant.valueOf(finding.invariant()), finding.finding());
        }
        return named;
    }

    /** What the sources name outright, and what a comparison comes to. */
    private static Map<Invariant, Set<String>> full() throws IOException {
        var named = new EnumMap<Invariant, Set<String>>(Invariant.class);
        try (var files = Files.list(SOURCES)) {
            for (var file : files.toList()) {
                NAMED.matcher(Files.readString(file))
                        .results()
                        .forEach(found -> add(named, Invariant.valueOf(found.group(2)), found.group(1)));
            }
        }
        var element = new Comparison.Element("key", "subject", "where");
        for (var comparison : Comparison.values()) {
            Stream.of(
                            comparison.judge(element, null, false, false),
                            comparison.judge(null, element, true, false),
                            comparison.judge(null, element, false, false),
                            comparison.judge(element, element, false, false),
                            comparison.judge(null, element, true, true))
                    .flatMap(anomaly -> anomaly.stream())
                    .forEach(anomaly ->
                            add(named, anomaly.invariant(), anomaly.getClass().getSimpleName()));
        }
        return named;
    }

    private static void add(Map<Invariant, Set<String>> named, Invariant invariant, String kind) {
        named.computeIfAbsent(invariant, first -> new TreeSet<>()).add(kind);
    }
}
