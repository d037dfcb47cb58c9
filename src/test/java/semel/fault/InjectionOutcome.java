package semel.fault;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import semel.audit.Finding;
import semel.kit.RunLog;

/**
 * Records the outcome of one injection.
 *
 * @param run seed and commit of the run
 * @param orders accepted, or written to the input, during the injection
 * @param other findings other than lost, duplicated and torn
 * @param recovery from the fault's end until all orders acknowledged before are applied
 */
record InjectionOutcome(
        String run,
        FaultTopology ground,
        String fault,
        long orders,
        long lost,
        long duplicated,
        long torn,
        long other,
        Duration recovery) {
    /** Recorded outcomes of long runs. */
    static final RunLog SEEN = new RunLog(Path.of("docs", "evidence", "reliability.csv"));

    static InjectionOutcome of(
            String run,
            FaultTopology topology,
            Injection injection,
            long orders,
            List<Finding> found,
            Duration recovery) {
        var lost = count(found, "Lost") + count(found, "Untraced");
        var duplicated = count(found, "Duplicated");
        var torn = count(found, "TornTransaction");
        return new InjectionOutcome(
                run,
                topology,
                injection.name(),
                orders,
                lost,
                duplicated,
                torn,
                found.size() - lost - duplicated - torn,
                recovery);
    }

    private static long count(List<Finding> found, String word) {
        return found.stream().filter(finding -> finding.finding().equals(word)).count();
    }

    /** One line of the CSV file. */
    String line() {
        return "%s;%s;%s;%s;%s;%s;%s;%s;%s"
                .formatted(run, ground.name(), fault, orders, lost, duplicated, torn, other, recovery.toMillis());
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
