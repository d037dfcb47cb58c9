package semel.lab;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import semel.kit.App;
import semel.kit.BytemanRule;
import semel.kit.ChildProcess;
import semel.kit.Failpoint;

/** A replica of the pipeline itself. */
final class PipelineWorker extends App implements LaneWorker {
    private record Struck(FaultMoment moment, FaultAction strike) {}

    private final Map<Struck, Failpoint> points;

    private PipelineWorker(
            Path jar, Map<String, String> settings, Map<Struck, Failpoint> points, BytemanRule... rules) {
        super(jar, settings, rules);
        this.points = points;
    }

    /**
     * @param failing where its business code fails once the events are sent
     * @param rules beside those that inject the fault
     */
    static PipelineWorker start(Path jar, Map<String, String> settings, Failpoint failing, BytemanRule... rules) {
        var points = new HashMap<Struck, Failpoint>();
        for (var action : new FaultAction[] {FaultAction.HOLD, FaultAction.PAUSE}) {
            var millis = action.stop().toMillis();
            points.put(
                    new Struck(FaultMoment.POLLED, action),
                    Failpoint.at("semel.decision.Decider", "decide(List, Map, Ledger, Instant)", "true", millis));
            points.put(new Struck(FaultMoment.PRODUCED, action), Failpoint.emitted(millis));
        }
        points.put(new Struck(FaultMoment.APPLIED, FaultAction.HOLD), Failpoint.projected());
        points.put(new Struck(FaultMoment.PRODUCED, FaultAction.FAIL), failing);
        return new PipelineWorker(
                jar,
                settings,
                points,
                Stream.concat(points.values().stream(), Stream.of(rules)).toArray(BytemanRule[]::new));
    }

    @Override
    public ChildProcess process() {
        return this;
    }

    @Override
    public boolean isReady() {
        return base() != null;
    }

    @Override
    public void arm(FaultMoment moment, FaultAction action) {
        points.get(new Struck(moment, action)).arm();
    }

    @Override
    public boolean isStruck(FaultMoment moment, FaultAction action) {
        return hasReached(points.get(new Struck(moment, action)));
    }
}
