package semel.lab;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import semel.kit.App;
import semel.kit.BytemanRule;
import semel.kit.ChildProcess;
import semel.kit.Failpoint;

/** Runs a replica of the packaged pipeline as a worker. */
final class PipelineWorker extends App implements LaneWorker {
    private record InjectionPoint(FaultMoment moment, FaultAction action) {}

    private final Map<InjectionPoint, Failpoint> points;

    private PipelineWorker(
            Path jar, Map<String, String> settings, Map<InjectionPoint, Failpoint> points, BytemanRule... rules) {
        super(jar, settings, rules);
        this.points = points;
    }

    /**
     * @param failing the point after the events are sent at which business code fails
     * @param rules more rules, besides those that inject faults
     */
    static PipelineWorker start(Path jar, Map<String, String> settings, Failpoint failing, BytemanRule... rules) {
        var points = new HashMap<InjectionPoint, Failpoint>();
        for (var action : new FaultAction[] {FaultAction.HOLD, FaultAction.PAUSE}) {
            var millis = action.stop().toMillis();
            points.put(
                    new InjectionPoint(FaultMoment.POLLED, action),
                    Failpoint.at("semel.decision.Decider", "decide(List, Map, Ledger, Instant)", "true", millis));
            points.put(new InjectionPoint(FaultMoment.PRODUCED, action), Failpoint.emitted(millis));
        }
        points.put(new InjectionPoint(FaultMoment.APPLIED, FaultAction.HOLD), Failpoint.projected());
        points.put(new InjectionPoint(FaultMoment.PRODUCED, FaultAction.FAIL), failing);
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
        points.get(new InjectionPoint(moment, action)).arm();
    }

    @Override
    public boolean hasInjected(FaultMoment moment, FaultAction action) {
        return hasReached(points.get(new InjectionPoint(moment, action)));
    }
}
