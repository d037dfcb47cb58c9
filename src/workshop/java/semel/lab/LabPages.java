package semel.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Generates from a {@link Recording} the lab's page, its chart, and the figures in the comparison of approaches. */
final class LabPages {
    static final Path PAGE = Path.of("docs", "evidence", "lab.md");
    static final Path CHART = Path.of("docs", "evidence", "lab.svg");
    static final Path APPROACHES = Path.of("docs", "explanation", "choosing-an-approach.md");
    static final String MARK = "<!-- generated from lab.csv -->\n";

    private LabPages() {}

    /** Writes the page, the chart and the figures. */
    static void write(Recording recording) throws IOException {
        Files.writeString(PAGE, page(recording));
        Files.writeString(CHART, chart(recording));
        var parts = Files.readString(APPROACHES).split(MARK, -1);
        Files.writeString(APPROACHES, parts[0] + MARK + approaches(recording) + MARK + parts[2]);
    }

    static String chart(Recording recording) {
        return new Chart(recording.results()).svg();
    }

    /** Compares the four lanes that readers choose from. */
    static String approaches(Recording recording) {
        var lanes = List.of(Lane.SEMEL, Lane.STREAMS_IDEMPOTENT, Lane.OFFSETS_IN_DATABASE, Lane.OUTBOX);
        return new LaneComparison(recording.results().stream()
                        .filter(result -> lanes.contains(result.experiment().lane()))
                        .toList())
                .ofApproaches();
    }

    static String page(Recording recording) {
        var laneComparison = new LaneComparison(recording.results());
        return """
                # Lab: nine ways to deliver an order, under the same faults

                Generated from `lab.csv` by `LabPagesTest`; do not edit. A complete run of `./mvnw -Plab` writes the data, this page, the chart and the
                figures of [choosing an approach](../explanation/choosing-an-approach.md).

                | | |
                |---|---|
                | run | %s |
                | environment | %s |
                | experiments | %s |
                | excluded | %s |

                ![What each lane loses and duplicates, and its latency](lab.svg)

                ## Method
                A *lane* is one way to deliver. Each lane runs as two worker processes on a real Kafka broker and a real PostgreSQL. Every lane gets the
                same orders. When a third of the orders is written, one fault is injected. When nothing moves any more, the lab counts two things: the
                effects in PostgreSQL, and the events that a read_committed reader gets.

                - *Lost*: an order without an effect, or an event that is missing.
                - *Duplicated*: an order with more than one effect, or an event that is there more than once.
                - *Torn*: an order of which one part is there and another part is missing.
                - *Reordered*: an order whose effect came before that of an earlier order of the same partition and product.

                The lane *Semel* is the packaged application. It is also judged by the [full
                proof](../explanation/decisions/0007-the-proof-reads-everything-in-little-memory.md). *KafkaTransactions as documented* is the same application with the
                connector's transaction block as its documentation shows it ([decision 0010](../explanation/decisions/0010-the-lab-is-test-code.md)). Why it loses orders:
                [decision 0001](../explanation/decisions/0001-confirm-each-transaction.md).

                ## What each lane promises and keeps
                All faults together. *Effect* is what the lane promises for PostgreSQL, *events* what it promises for Kafka. *Kept* is "no" if the lane broke
                its promise at least once.

                %s
                ## What each fault did
                *Once*: nothing lost and nothing duplicated. A dash: the fault does not apply to this lane. *Business code fails*: the first call after
                the events are sent throws. In the lane *Semel* that call sends the offsets; in the documented block it is the last line of the block.

                %s
                ## What each lane costs without a fault
                p50 and p99: time from the acceptance of an order to its effect, under a steady rate, over three times as many orders. Orders a
                second and CPU time: ten times as many orders, written at once. Latency and rate are those of the second half of an experiment, because
                the JVMs have just started. Broker, database and workers share one small machine. Use the figures to compare lanes, not to size a system.

                %s""".formatted(
                        recording.run(),
                        recording.environment(),
                        recording.results().size(),
                        excluded(recording.excluded()),
                        laneComparison.ofPromises(),
                        laneComparison.ofFaults(),
                        laneComparison.ofCosts());
    }

    private static String excluded(List<String> excluded) {
        return excluded.isEmpty()
                ? "none"
                : excluded.size() + ": " + excluded.stream().collect(Collectors.joining("; "));
    }
}
