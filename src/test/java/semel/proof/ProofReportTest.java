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
import semel.audit.Invariant;

/** What people and programs are told of a proof. */
class ProofReportTest {
    private static final Proof.Counts COUNTS = new Proof.Counts(1, 2, 3, 4, 5, 6, 7, 8);

    private final List<Anomaly> many = Stream.concat(
                    IntStream.range(0, 25).mapToObj(i -> new Anomaly.Lost(Invariant.I1, "order " + i, "somewhere")),
                    Stream.of(new Anomaly.Behind(Invariant.I13, "orders-in:0", "2 records")))
            .map(Anomaly.class::cast)
            .toList();

    @Test
    void ofEachKindTheFirstOnesAreListedAndTheOthersCounted() {
        assertThat(told(ProofReport::text).lines())
                .startsWith(
                        "DIRTY: 1 requests, 2 input records, 3 suppressed, 6 dead letters, 4 events published, 5 aborted, 7 applied")
                .contains(
                        "8 events and dead letters were deleted from their topics by retention: only the tables tell of them")
                .contains("I1   Lost               order 9 (somewhere)", "I1   Lost               and 15 more")
                .contains("I13  Behind             orders-in:0 (2 records)")
                .doesNotContain("I1   Lost               order 10 (somewhere)")
                .contains("I13: " + Invariant.I13.sentence());
    }

    @Test
    void programsGetAll() {
        var report = JsonPath.from(told(ProofReport::json));
        assertThat(report.getString("verdict")).isEqualTo("DIRTY");
        assertThat(report.getBoolean("complete")).isTrue();
        assertThat(report.getInt("counts.deleted")).isEqualTo(8);
        assertThat(report.getList("findings")).hasSize(26);
        assertThat(report.getMap("findings[25]"))
                .isEqualTo(java.util.Map.of(
                        "invariant", "I13", "finding", "Behind", "subject", "orders-in:0", "where", "2 records"));
    }

    private String told(BiConsumer<Proof, PrintStream> report) {
        var out = new ByteArrayOutputStream();
        report.accept(new Proof(many, true, COUNTS), new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }
}
