package semel.proof;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/**
 * Measures how fast the proof examines a long history, and checks that it finds exactly the planted faults: a lost order, a duplicated
 * movement, two swapped notifications, a torn transaction and a phantom. Arguments: number of events (10 an order), number of seeds,
 * {@code clean} or {@code planted}. The time includes the generation of the events, twice for those in topics. Run it with
 * {@code -Xmx64m}: if it ends, this heap is enough.
 */
final class AuditBenchmark {
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

    private AuditBenchmark() {}

    public static void main(String[] arguments) {
        var events = Long.parseLong(arguments[0]);
        var seeds = Integer.parseInt(arguments[1]);
        var planted = arguments[2].equals("planted");
        System.out.printf(
                Locale.ROOT,
                "%s, %d processors, %d MB heap at most%n",
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().maxMemory() >> 20);
        var right = 0;
        for (int seed = 0; seed < seeds; seed++) {
            right += run(events, seed, planted) ? 1 : 0;
        }
        System.out.printf("%s of %s seeds right%n", right, seeds);
        if (right < seeds) {
            System.exit(1);
        }
    }

    private static boolean run(long events, int seed, boolean planted) {
        var generatedHistory = new GeneratedHistory(events / 1_000 * 100, seed, planted);
        var start = System.nanoTime();
        var startCpu = CPU.getCurrentThreadCpuTime();
        var proof = Proof.examine(generatedHistory);
        var seconds = (System.nanoTime() - start) / 1e9;
        var cpuSeconds = (CPU.getCurrentThreadCpuTime() - startCpu) / 1e9;
        var found = new HashSet<String>();
        proof.findings()
                .forEach(finding -> found.add(finding.finding() + " " + finding.invariant() + " " + finding.key()));
        var right = proof.complete() && found.equals(new HashSet<>(planted ? generatedHistory.planted() : List.of()));
        System.out.printf(
                Locale.ROOT,
                "seed %d: %,d events in %.1f s, %,.0f events/s, %,.0f a CPU second, %d findings, %s%n",
                seed,
                proof.counts().all(),
                seconds,
                proof.counts().all() / seconds,
                proof.counts().all() / cpuSeconds,
                found.size(),
                right ? "right" : "WRONG: " + found);
        return right;
    }
}
