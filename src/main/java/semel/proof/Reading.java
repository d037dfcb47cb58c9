package semel.proof;

/** One reading of a history, in the order in which each check needs it: what is published before what asks for it. */
final class Reading {
    private final History history;
    private final Horizon horizon;
    private final UnderWay underWay;
    private final Sides sides;
    private final Findings findings;

    Reading(History history, Horizon horizon, UnderWay underWay, Sides sides, Findings findings) {
        this.history = history;
        this.horizon = horizon;
        this.underWay = underWay;
        this.sides = sides;
        this.findings = findings;
    }

    Proof.Counts run() {
        history.begin();
        var inputs = new Inputs(history, underWay, sides, findings);
        var former = new Former(history);
        var clients = new Clients(history, underWay, sides, findings);
        var owed = new Owed(sides);
        var inputTables = new InputTables(history, inputs, sides, findings);
        var decisions = new Decisions(history, inputs, inputTables, sides, findings);
        var deleted = new Deleted(history, horizon, inputs, clients, owed, decisions, findings);
        var outputs = new Outputs(
                history, horizon, underWay, inputs, former, clients, owed, decisions, deleted, sides, findings);
        var tables = new Tables(history, inputs, sides, findings);
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
