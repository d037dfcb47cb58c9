package semel.lab;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import semel.kit.App;
import semel.kit.Child;
import semel.kit.Failpoint;
import semel.kit.Rule;

/** A replica of the pipeline itself. */
final class Replica extends App implements Hand {
    private record Struck(Moment moment, Strike strike) {}

    private final Map<Struck, Failpoint> points;

    private Replica(Path jar, Map<String, String> settings, Map<Struck, Failpoint> points, Rule... rules) {
        super(jar, settings, rules);
        this.points = points;
    }

    /**
     * @param failing where its business code fails once the events are sent
     * @param rules beside those by which it is struck
     */
    static Replica start(Path jar, Map<String, String> settings, Failpoint failing, Rule... rules) {
        var points = new HashMap<Struck, Failpoint>();
        for (var strike : new Strike[] {Strike.HOLD, Strike.PAUSE}) {
            var millis = strike.stop().toMillis();
            points.put(
                    new Struck(Moment.POLLED, strike),
                    Failpoint.at("semel.decision.Decider", "decide(List, Map, Ledger, Instant)", "true", millis));
            points.put(new Struck(Moment.PRODUCED, strike), Failpoint.emitted(millis));
        }
        points.put(new Struck(Moment.APPLIED, Strike.HOLD), Failpoint.projected());
        points.put(new Struck(Moment.PRODUCED, Strike.FAIL), failing);
        return new Replica(
                jar,
                settings,
                points,
                Stream.concat(points.values().stream(), Stream.of(rules)).toArray(Rule[]::new));
    }

    @Override
    public Child process() {
        return this;
    }

    @Override
    public boolean isReady() {
        return base() != null;
    }

    @Override
    public void arm(Moment moment, Strike strike) {
        points.get(new Struck(moment, strike)).arm();
    }

    @Override
    public boolean isStruck(Moment moment, Strike strike) {
        return hasReached(points.get(new Struck(moment, strike)));
    }
}
