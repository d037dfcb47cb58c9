package semel.fault;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Formats outcomes as a Markdown table with one line per fault. */
final class FaultTable {
    private static final String LINE = "| %-38s | %10s | %7s | %4s | %10s | %4s | %5s | %12s | %12s |%n";

    private FaultTable() {}

    static String of(Collection<InjectionOutcome> outcomes) {
        var lines = new StringBuilder(LINE.formatted(
                "fault", "injections", "orders", "lost", "duplicated", "torn", "other", "recovery p50", "max"));
        lines.append("|---|--:|--:|--:|--:|--:|--:|--:|--:|\n");
        var byFault = outcomes.stream()
                .collect(Collectors.groupingBy(InjectionOutcome::fault, TreeMap::new, Collectors.toList()));
        byFault.forEach((fault, its) -> lines.append(line(fault, its)));
        return lines.append(line("all", outcomes)).toString();
    }

    private static String line(String name, Collection<InjectionOutcome> outcomes) {
        var recoveries =
                outcomes.stream().map(InjectionOutcome::recovery).sorted().toList();
        return LINE.formatted(
                name,
                outcomes.size(),
                sum(outcomes, InjectionOutcome::orders),
                sum(outcomes, InjectionOutcome::lost),
                sum(outcomes, InjectionOutcome::duplicated),
                sum(outcomes, InjectionOutcome::torn),
                sum(outcomes, InjectionOutcome::other),
                seconds(recoveries, recoveries.size() / 2),
                seconds(recoveries, recoveries.size() - 1));
    }

    private static String seconds(List<Duration> sorted, int place) {
        if (sorted.isEmpty()) {
            return "";
        }
        return String.format(Locale.ROOT, "%.1f s", sorted.get(place).toMillis() / 1_000.0);
    }

    private static long sum(Collection<InjectionOutcome> outcomes, ToLongFunction<InjectionOutcome> what) {
        return outcomes.stream().mapToLong(what).sum();
    }
}
