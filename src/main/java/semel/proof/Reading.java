package semel.proof;

/** One reading of a history, in the order in which each check needs it: what is published before what asks for it. */
final class Reading {
    private final History history;
    private final Horizon horizon;
    private final UnderWay underWay;
    private final Sides sides;
    private final Anomalies anomalies;

    Reading(History history, Horizon horizon, UnderWay underWay, Sides sides, Anomalies anomalies) {
        this.history = history;
        this.horizon = horizon;
        this.underWay = underWay;
        this.sides = sides;
        this.anomalies = anomalies;
    }

    Proof.Counts run() {
        history.begin();
        var inputs = new Inputs(history, underWay, sides, anomalies);
        var clients = new Clients(history, underWay, sides, anomalies);
        var owed = new Owed(sides);
        var inputTables = new InputTables(history, inputs, sides, anomalies);
        var decisions = new Decisions(history, inputs, inputTables, sides, anomalies);
        var deleted = new Deleted(history, horizon, inputs, clients, owed, decisions, anomalies);
        var outputs =
                new Outputs(history, horizon, underWay, inputs, clients, owed, decisions, deleted, sides, anomalies);
        var tables = new Tables(history, inputs, sides, anomalies);
        var suppressed = inputTables.readSuppressed();
        decisions.readFailed();
        outputs.read();
        deleted.readEvents();
        var deadLetters = deleted.readLetters();
        decisions.readRows();
        inputTables.readProgress();
        inputTables.readAccepted();
        var arrivals = inputs.readArrivals();
        inputTables.readRedriven();
        var requests = clients.readRequests();
        var applied = tables.read(outputs.unreadable());
        return new Proof.Counts(
                requests,
                arrivals,
                suppressed,
                outputs.published(),
                outputs.aborted(),
                deadLetters,
                applied,
                deleted.count());
    }
}
