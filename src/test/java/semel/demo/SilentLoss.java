package semel.demo;

import java.io.PrintStream;
import semel.kit.Servers;
import semel.lab.Experiment;
import semel.lab.Lane;
import semel.lab.Result;
import semel.lab.Trial;
import semel.lab.Trouble;

/** A member joins the group while a transaction is open: the connector's documented block, and Semel's. */
final class SilentLoss implements Demonstration<SilentLoss.Seen> {
    private static final int ORDERS = 300;
    private static final int PER_SECOND = 100;

    record Seen(Result asDocumented, Result semel) {}

    @Override
    public String name() {
        return "silent-loss";
    }

    @Override
    public Seen tell(Servers servers, PrintStream out) {
        out.printf("""
                %s orders go through two replicas. While a batch of one of them is published a member joins its consumer group
                (cooperative), and leaves again. Both pipelines are the same but for how they publish a batch.

                """, ORDERS);
        var asDocumented = run(Lane.AS_DOCUMENTED, servers);
        show("KafkaTransactions as its documentation has it", asDocumented, out);
        var semel = run(Lane.SEMEL, servers);
        show("Semel", semel, out);
        out.print("""
                As documented, the block is given the batch, and sends its offsets in the name of the generation of the group in which
                the batch was polled. The group has moved on, the broker refuses, the transaction is aborted, and the block reports
                success: the replica goes on with the next batch. What a later commit has passed is lost for good. The rest was
                taken for published too, and is read again only if the replica happens to start anew.
                Semel believes no block: a batch counts as published once the producer's own metrics say that its transaction was
                committed, and what is not committed is polled again (decision 0001).
                """);
        return new Seen(asDocumented, semel);
    }

    private static Result run(Lane lane, Servers servers) {
        return Trial.run(new Experiment(lane, Trouble.JOIN_COOPERATIVE, ORDERS, PER_SECOND, 1), servers);
    }

    private static void show(String what, Result result, PrintStream out) {
        out.printf("%s: %s of %s orders are lost.%n", what, result.tally().lost(), ORDERS);
        var table = new Table("partition", "orders", "committed offset", "lost", "of them below it");
        for (var standing : result.standings()) {
            table.row(
                    standing.partition(),
                    standing.orders(),
                    standing.committed(),
                    standing.lost(),
                    standing.lostForGood());
        }
        table.print(out);
    }
}
