package semel.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import semel.audit.Finding;
import semel.audit.FindingType;
import semel.audit.Invariant;
import semel.kit.GeneratedPage;

/** Generates the page of the invariants from the code, with a section for each finding of the audit and of the full proof. */
class InvariantsPageTest {
    private static final Path PAGE = Path.of("docs", "reference", "invariants.md");
    private static final Path SOURCES = Path.of("src", "main", "java", "semel");
    private static final Pattern NAMED = Pattern.compile("\\bI\\d+_[A-Z_]+\\b");

    @Test
    void thePageIsUpToDate() throws IOException {
        GeneratedPage.isTodays(PAGE, page(), InvariantsPageTest.class);
    }

    @ParameterizedTest
    @EnumSource
    void eachFindingHasAMeaningAPlaceToLookARemedyAndASection(FindingType type) throws IOException {
        var finding = new Finding(type, "key", "detail");
        assertThat(finding.meaning()).endsWith(".").doesNotContain("`");
        assertThat(finding.look()).isNotBlank();
        assertThat(finding.remedy()).endsWith(".").doesNotContain("](");
        assertThat(finding.invariant()).isNotNull();
        assertThat(finding.finding()).matches("[A-Z][A-Za-z]+");
        var place = finding.see().split("#");
        assertThat(Files.readString(Path.of(place[0])).lines().map(InvariantsPageTest::anchor))
                .as(finding.see())
                .containsOnlyOnce(place[1]);
    }

    @ParameterizedTest
    @EnumSource
    void eachFindingIsUsedByTheAuditOrTheProof(FindingType type) throws IOException {
        assertThat(named("audit").contains(type) || named("proof").contains(type))
                .as(type + " is in the sources of audit or proof")
                .isTrue();
    }

    /** The anchor that GitHub gives a heading; any other line stays as it is. */
    private static String anchor(String line) {
        return line.startsWith("## ")
                ? line.substring(3).toLowerCase(Locale.ROOT).replace(' ', '-')
                : line;
    }

    private static String page() throws IOException {
        var audit = named("audit");
        var proof = named("proof");
        return """
            # Invariants

            Generated from `Invariant` and `FindingType` in `semel.audit` by `InvariantsPageTest`; do not edit.

            Exactly-once means thirteen invariants here. The *online audit* (`GET /audit`) checks, each time it is asked, what is new in the tables
            ([decision 0009](../explanation/decisions/0009-the-online-audit-is-incremental.md)). The *full proof* ([command](commands.md#full-proof)) reads all topics and tables
            ([decision 0007](../explanation/decisions/0007-the-proof-reads-everything-in-little-memory.md)). The last columns say what each finding is called there.

            | invariant | what holds | online audit | full proof |
            |---|---|---|---|
            %s
            I3 is no finding: duplicates in the input are allowed, the online audit counts them as `duplicatesSuppressed` and the full proof as `suppressed`.

            ## Fields of a finding

            | field | meaning |
            |---|---|
            | `invariant`, `finding` | the kind of finding; each has a section on this page |
            | `key` | an id of an order or receipt, an [event id](topics.md) (`order/kind/line`), coordinates (`topic:partition:offset`), a product, a transaction or an idempotency key |
            | `detail` | what was seen, and where: coordinates, a table, or a sentence |
            | `meaning`, `look`, `remedy` | as in its section here; the `remedy` of an `OpenTransaction` is the command that ends it |
            | `see` | the section |

            With no other finding than `Behind` and `OpenTransaction` the verdict is PENDING; any other finding makes it DIRTY. Where to start: [answer DIRTY](../how-to/answer-dirty.md).
            %s""".formatted(
                        Arrays.stream(Invariant.values())
                                .map(invariant -> "| %s | %s | %s | %s |\n"
                                        .formatted(
                                                invariant,
                                                invariant.sentence(),
                                                links(audit, invariant),
                                                links(proof, invariant)))
                                .collect(Collectors.joining()),
                        Arrays.stream(FindingType.values())
                                .map(type -> section(type, audit.contains(type), proof.contains(type)))
                                .collect(Collectors.joining()));
    }

    private static String links(Set<FindingType> types, Invariant invariant) {
        var links = types.stream()
                .filter(type -> type.invariant() == invariant)
                .map(type -> "[`%s`](#%s)".formatted(type.word(), anchor("## " + invariant + " " + type.word())))
                .collect(Collectors.joining(", "));
        return links.isEmpty() ? "–" : links;
    }

    private static String section(FindingType type, boolean isOfAudit, boolean isOfProof) {
        var by = new ArrayList<String>();
        if (isOfAudit) {
            by.add("the online audit");
        }
        if (isOfProof) {
            by.add("the full proof");
        }
        return """

                ## %s %s
                %s

                *Named by:* %s.\\
                *Look at:* %s\\
                *To do:* %s
                """.formatted(
                type.invariant(), type.word(), type.meaning(), String.join(", ", by), type.look(), type.remedy());
    }

    /** The findings that the sources of a package name. */
    private static Set<FindingType> named(String name) throws IOException {
        var named = EnumSet.noneOf(FindingType.class);
        try (var files = Files.list(SOURCES.resolve(name))) {
            for (var file :
                    files.filter(each -> !each.endsWith("FindingType.java")).toList()) {
                NAMED.matcher(Files.readString(file))
                        .results()
                        .forEach(found -> named.add(FindingType.valueOf(found.group())));
            }
        }
        return named;
    }
}
