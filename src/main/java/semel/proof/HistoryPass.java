package semel.proof;

/** Runs all checks in one reading of a history, in the order that they need: first what was published, then what is compared with it. */
final class HistoryPass {
    private final History history;
    private final RetentionHorizon horizon;
    private final InFlight inFlight;
    private final ComparisonSink sides;
    private final Findings findings;

    HistoryPass(History history, RetentionHorizon horizon, InFlight inFlight, ComparisonSink sides, Findings findings) {
        this.history = history;
        this.horizon = horizon;
        this.inFlight = inFlight;
        this.sides = sides;
        this.findings = findings;
    }

    Proof.Counts run() {
        history.begin();
        var inputs = new InputCheck(history, inFlight, sides, findings);
        var former = new FormerTopics(history);
        var clients = new ClientCheck(history, inFlight, sides, findings);
        var expected = new ExpectedEvents(sides);
        var inputTables = new InputTableCheck(history, inputs, sides, findings);
        var decisions = new DecisionCheck(history, inputs, inputTables, sides, findings);
        var deleted = new DeletedOutputs(history, horizon, inputs, clients, expected, decisions, sides, findings);
        var outputs = new OutputCheck(
                history, horizon, inFlight, inputs, former, clients, expected, decisions, deleted, sides, findings);
        var tables = new AppliedTablesCheck(history, inputs, sides, findings);
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
