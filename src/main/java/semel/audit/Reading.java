package semel.audit;

/** One reading of a history, in the order in which each check needs it: what is published before what asks for it. */
final class Reading {
    private final History history;
    private final Sides sides;
    private final Anomalies anomalies;

    Reading(History history, Sides sides, Anomalies anomalies) {
        this.history = history;
        this.sides = sides;
        this.anomalies = anomalies;
    }

    Proof.Counts run() {
        var inputs = new Inputs(history, sides, anomalies);
        var clients = new Clients(history, sides, anomalies);
        var outputs = new Outputs(history, inputs, clients, sides, anomalies);
        var tables = new Tables(history, inputs, sides, anomalies);
        var suppressed = inputs.readSuppressed();
        outputs.read();
        var deadLetters = inputs.readDeadLetters();
        var arrivals = inputs.readArrivals();
        var requests = clients.readRequests();
        var applied = tables.read();
        return new Proof.Counts(
                requests, arrivals, suppressed, outputs.published(), outputs.aborted(), deadLetters, applied);
    }
}
