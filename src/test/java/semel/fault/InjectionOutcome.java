package semel.fault;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import semel.audit.Finding;
import semel.kit.RunLog;

/**
 * What one injection cost.
 *
 * @param run the seed of all its injections, and the commit that was run
 * @param orders accepted, or written to the input, while it was under way
 * @param other findings that are neither a loss nor a copy nor a torn transaction
 * @param recovery from its end until all acknowledged before was applied
 */
record InjectionOutcome(
        String run,
        FaultTopology ground,
        String fault,
        long orders,
        long lost,
        long doubled,
        long torn,
        long other,
        Duration recovery) {
    /** Of long runs. */
    static final RunLog SEEN = new RunLog(Path.of("docs", "evidence", "reliability.csv"));

    static InjectionOutcome of(
            String run,
            FaultTopology topology,
            Injection injection,
            long orders,
            List<Finding> found,
            Duration recovery) {
        var lost = count(found, "Lost") + count(found, "Untraced");
        var doubled = count(found, "Duplicated");
        var torn = count(found, "TornTransaction");
        return new InjectionOutcome(
                run,
                topology,
                injection.name(),
                orders,
                lost,
                doubled,
                torn,
                found.size() - lost - doubled - torn,
                recovery);
    }

    private static long count(List<Finding> found, String word) {
        return found.stream().filter(finding -> finding.finding().equals(word)).count();
    }

    /** As one line of a file. */
    String line() {
        return "%s;%s;%s;%s;%s;%s;%s;%s;%s"
                .formatted(run, ground.name(), fault, orders, lost, doubled, torn, other, recovery.toMillis());
    }

    static InjectionOutcome parse(String line) {
        var parts = line.split(";");
        return new InjectionOutcome(
                parts[0],
                FaultTopology.valueOf(parts[1]),
                parts[2],
                Long.parseLong(parts[3]),
                Long.parseLong(parts[4]),
                Long.parseLong(parts[5]),
                Long.parseLong(parts[6]),
                Long.parseLong(parts[7]),
                Duration.ofMillis(Long.parseLong(parts[8])));
    }
}
