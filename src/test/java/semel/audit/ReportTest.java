package semel.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static semel.audit.FindingType.I10_PHANTOM;
import static semel.audit.FindingType.I10_STOCK_OFF;
import static semel.audit.FindingType.I11_NOT_APPLIED;
import static semel.audit.FindingType.I13_OVERDUE;
import static semel.audit.FindingType.I1_UNDECIDED;
import static semel.audit.FindingType.I4_REPEATED;
import static semel.audit.FindingType.I5_TORN;
import static semel.audit.FindingType.I6_TRACED_BEYOND;
import static semel.audit.FindingType.I6_TRACED_TWICE;
import static semel.audit.FindingType.I6_UNTRACED;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import semel.kafka.OpenTransaction;

/** Tests verdict and counts of given findings. */
class ReportTest {
    private static final TopicPartition AT = new TopicPartition("orders-in", 2);

    private static final Finding OPEN =
            Finding.of(new OpenTransaction(AT, 5, 1_000, "somebody", Duration.ofSeconds(61)), "broker:9092");

    private static Finding found(FindingType type) {
        return new Finding(type, new UUID(7, 7), "as a test wants it");
    }

    private static List<Finding> behind(Finding... open) {
        var behind = new CutBacklog.Behind("semel-decision", AT, 5, open.length == 0 ? 9 : 5, 9);
        return new CutBacklog(List.of(), List.of(behind), List.of(open))
                .findings()
                .toList();
    }

    @Test
    void nothingFoundIsClean() {
        // When
        var report = report(List.of());
        // Then
        assertThat(report.verdict()).isEqualTo(Report.AuditVerdict.CLEAN);
        assertThat(report.stock().agree()).isTrue();
        assertThat(List.of(report.accepted(), report.fulfilled(), report.refused()))
                .containsExactly(10L, 6L, 4L);
        assertThat(List.of(report.duplicatesSuppressed(), report.deadLetters())).containsExactly(2L, 1L);
        assertThat(List.of(report.lost(), report.duplicated(), report.torn())).containsExactly(0L, 0L, 0L);
    }

    @Test
    void aBacklogIsPendingAndItsOpenTransactionIsNamedWithTheCommandToAbortIt() {
        // When
        var report = report(behind(OPEN));
        // Then
        assertThat(report.verdict()).isEqualTo(Report.AuditVerdict.PENDING);
        assertThat(report.findings()).extracting(Finding::key).containsExactly("orders-in:2", "orders-in:2");
        assertThat(report.findings().get(0).detail())
                .isEqualTo("the group semel-decision has committed 5, the end is 9");
        assertThat(report.findings().get(1).detail()).contains("producer 1000 (somebody)", "61 s");
        assertThat(report.findings().get(1).remedy())
                .isEqualTo("kafka-transactions.sh --bootstrap-server broker:9092 abort --topic orders-in --partition 2"
                        + " --start-offset 5");
    }

    @Test
    void anOverdueOrderIsDirtyEvenWithABacklog() {
        // When
        var report = report(
                Stream.concat(behind().stream(), Stream.of(found(I13_OVERDUE))).toList());
        // Then
        assertThat(report.verdict()).isEqualTo(Report.AuditVerdict.DIRTY);
        // It may still be applied.
        assertThat(report.lost()).isZero();
    }

    @Test
    void eachFindingIsCountedAsLostDuplicatedTornOrOfTheStock() {
        // When
        var report = report(Stream.of(
                        I1_UNDECIDED,
                        I11_NOT_APPLIED,
                        I6_UNTRACED,
                        I10_PHANTOM,
                        I4_REPEATED,
                        I6_TRACED_TWICE,
                        I6_TRACED_TWICE,
                        I6_TRACED_BEYOND,
                        I5_TORN,
                        I10_STOCK_OFF)
                .map(ReportTest::found)
                .toList());
        // Then
        assertThat(report.verdict()).isEqualTo(Report.AuditVerdict.DIRTY);
        assertThat(List.of(report.lost(), report.duplicated(), report.torn())).containsExactly(3L, 4L, 1L);
        assertThat(report.stock().agree()).isFalse();
    }

    @Test
    void allFindingsAreCountedAndTheFirstHundredAreListed() {
        // When
        var report = report(LongStream.range(0, 250)
                .mapToObj(i -> new Finding(I1_UNDECIDED, new UUID(7, i), ""))
                .toList());
        // Then
        assertThat(report.lost()).isEqualTo(250);
        assertThat(report.findings()).hasSize(100);
    }

    private static Report report(List<Finding> findings) {
        var accepted = new AcceptedAtCut(Watermark.NONE, Watermark.NONE, Instant.EPOCH, List.of(), Optional.empty());
        return Report.of(accepted, new Totals(10, 6, 4, 2, 1), findings);
    }
}
