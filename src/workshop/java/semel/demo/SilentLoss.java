package semel.demo;

import java.io.PrintStream;
import semel.kit.Servers;
import semel.lab.Experiment;
import semel.lab.ExperimentResult;
import semel.lab.ExperimentRun;
import semel.lab.LabFault;
import semel.lab.Lane;

/** Compares the connector's documented transaction block with Semel's when a member joins the group during a transaction. */
final class SilentLoss implements Demonstration<SilentLoss.Seen> {
    private static final int ORDERS = 300;
    private static final int PER_SECOND = 100;

    record Seen(ExperimentResult asDocumented, ExperimentResult semel) {}

    @Override
    public String name() {
        return "silent-loss";
    }

    @Override
    public Seen demonstrate(Servers servers, PrintStream out) {
        out.printf("""
                %s orders go through two replicas. While one of them publishes a batch, another member joins the consumer group
                (cooperative assignor) and leaves again. The two pipelines differ only in how they publish a batch.

                """, ORDERS);
        var asDocumented = run(Lane.AS_DOCUMENTED, servers);
        show("KafkaTransactions as documented", asDocumented, out);
        var semel = run(Lane.SEMEL, servers);
        show("Semel", semel, out);
        out.print("""
                The documented block sends the offsets with the group generation of the poll. The group has a newer generation, so
                the broker refuses the offsets and the block aborts the transaction. It reports success, and the replica continues
                with the next batch. Orders below a later committed offset are lost. The other orders count as published too, and are
                read again only if the replica happens to restart.
                Semel does not trust this report. A batch counts as published only when the producer's own metric shows the commit.
                A batch without a commit is polled again (decision 0001).
                """);
        return new Seen(asDocumented, semel);
    }

    private static ExperimentResult run(Lane lane, Servers servers) {
        return ExperimentRun.run(new Experiment(lane, LabFault.JOIN_COOPERATIVE, ORDERS, PER_SECOND, 1), servers);
    }

    private static void show(String title, ExperimentResult result, PrintStream out) {
        out.printf("%s: %s of %s orders are lost.%n", title, result.tally().lost(), ORDERS);
        var textTable = new TextTable("partition", "orders", "committed offset", "lost", "lost below it");
        for (var standing : result.standings()) {
            textTable.row(
                    standing.partition(),
                    standing.orders(),
                    standing.committed(),
                    standing.lost(),
                    standing.lostForGood());
        }
        textTable.print(out);
    }
}
