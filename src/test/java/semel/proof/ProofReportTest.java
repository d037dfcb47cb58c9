package semel.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.path.json.JsonPath;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import semel.audit.Finding;
import semel.audit.FindingType;

/** Tests the report of a proof as text and as JSON. */
class ProofReportTest {
    private static final Proof.Counts COUNTS = new Proof.Counts(1, 2, 3, 4, 5, 6, 7, 8);

    private final List<Finding> many = Stream.concat(
                    IntStream.range(0, 25).mapToObj(i -> new Finding(FindingType.I1_LOST, "order " + i, "somewhere")),
                    Stream.of(new Finding(FindingType.I13_BEHIND, "orders-in:0", "2 records")))
            .map(Finding.class::cast)
            .toList();

    @Test
    void theTextListsTheFirstFindingsOfEachKindAndCountsTheOthers() {
        assertThat(output(ProofReport::text).lines())
                .startsWith(
                        "DIRTY: 1 requests, 2 input records, 3 suppressed, 6 dead letters, 4 events published, 5 aborted, 7 applied")
                .contains(
                        "8 events and dead letters were deleted from their topics by retention: only the tables tell of them")
                .contains("I1   Lost               order 9 (somewhere)", "I1   Lost               and 15 more")
                .contains("I13  Behind             orders-in:0 (2 records)")
                .doesNotContain("I1   Lost               order 10 (somewhere)")
                .contains(
                        "     Meaning: Something before the cut is not yet decided, published or applied.",
                        "     Look at: semel.lag; /q/health/group/pipeline",
                        "     More in: docs/reference/invariants.md#i1-lost")
                .contains("     To do:   Publish it again (docs/how-to/answer-dirty.md#publish-an-order-again).");
    }

    @Test
    void theJsonHasAllFindings() {
        var report = JsonPath.from(output(ProofReport::json));
        assertThat(report.getString("verdict")).isEqualTo("DIRTY");
        assertThat(report.getBoolean("complete")).isTrue();
        assertThat(report.getInt("counts.deleted")).isEqualTo(8);
        assertThat(report.getList("findings")).hasSize(26);
        assertThat(report.getMap("findings[25]"))
                .containsEntry("invariant", "I13")
                .containsEntry("finding", "Behind")
                .containsEntry("key", "orders-in:0")
                .containsEntry("detail", "2 records")
                .containsEntry("see", "docs/reference/invariants.md#i13-behind")
                .containsOnlyKeys("invariant", "finding", "key", "detail", "meaning", "look", "remedy", "see");
    }

    private String output(BiConsumer<Proof, PrintStream> report) {
        var out = new ByteArrayOutputStream();
        report.accept(new Proof(many, true, COUNTS), new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }
}
