package semel.lab;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares the lanes in Markdown tables. */
final class LaneComparison {
    private static final String UNKNOWN = "–";

    private final List<ExperimentResult> results;

    LaneComparison(List<ExperimentResult> results) {
        this.results = results;
    }

    /** Shows what each lane promises, and what it kept under all faults together. */
    String ofPromises() {
        return table(
                List.of(
                        "lane",
                        "effect",
                        "events",
                        "orders",
                        "lost",
                        "duplicated",
                        "events lost",
                        "events duplicated",
                        "torn",
                        "reordered",
                        "kept"),
                lanes().map(this::promise).toList());
    }

    private List<String> promise(Lane lane) {
        return List.of(
                lane.toString(),
                lane.effects().toString(),
                lane.events().toString(),
                sum(lane, Tally::orders),
                sum(lane, Tally::lost),
                sum(lane, Tally::duplicated),
                lane.publishes() ? sum(lane, Tally::lostEvents) : UNKNOWN,
                lane.publishes() ? sum(lane, Tally::duplicatedEvents) : UNKNOWN,
                lane.publishes() ? sum(lane, Tally::torn) : UNKNOWN,
                sum(lane, Tally::reordered),
                of(lane).allMatch(ExperimentResult::isKept) ? "yes" : "**no**");
    }

    private String sum(Lane lane, ToLongFunction<Tally> count) {
        return Long.toString(
                of(lane).map(ExperimentResult::tally).mapToLong(count).sum());
    }

    /** Shows what each lane costs without a fault. */
    String ofCosts() {
        return table(
                List.of("lane", "p50", "p99", "orders a second, at once", "CPU an order"),
                lanes().map(this::cost).toList());
    }

    private List<String> cost(Lane lane) {
        var withoutFault = of(lane).filter(result -> result.experiment().fault() == LabFault.NONE)
                .toList();
        var steady = withoutFault.stream()
                .filter(result -> !result.experiment().isBurst())
                .findFirst();
        var burst = withoutFault.stream()
                .filter(result -> result.experiment().isBurst())
                .findFirst();
        return List.of(
                lane.toString(),
                steady.map(result -> millis(result.pace().p50())).orElse(UNKNOWN),
                steady.map(result -> millis(result.pace().p99())).orElse(UNKNOWN),
                burst.map(result ->
                                String.format(Locale.ROOT, "%.0f", result.pace().perSecond()))
                        .orElse(UNKNOWN),
                burst.map(ExperimentResult::cpu).map(LaneComparison::micros).orElse(UNKNOWN));
    }

    /** Summarizes what matters for the choice of a lane, with a column for each lane. */
    String ofApproaches() {
        var costs = lanes().map(this::cost).toList();
        return table(
                Stream.concat(Stream.of(""), lanes().map(Lane::toString)).toList(),
                List.of(
                        row("orders under faults", lanes().map(lane -> sum(lane, Tally::orders))),
                        row(
                                "effects lost, duplicated",
                                lanes().map(lane -> both(lane, Tally::lost, Tally::duplicated))),
                        row(
                                "events lost, duplicated",
                                lanes().map(lane -> lane.publishes()
                                        ? both(lane, Tally::lostEvents, Tally::duplicatedEvents)
                                        : "no events")),
                        row("latency, p50", costs.stream().map(cost -> cost.get(1))),
                        row("latency, p99", costs.stream().map(cost -> cost.get(2))),
                        row("orders a second, at once", costs.stream().map(cost -> cost.get(3))),
                        row("CPU an order", costs.stream().map(cost -> cost.get(4)))));
    }

    private static List<String> row(String title, Stream<String> cells) {
        return Stream.concat(Stream.of(title), cells).toList();
    }

    private String both(Lane lane, ToLongFunction<Tally> one, ToLongFunction<Tally> other) {
        return sum(lane, one) + ", " + sum(lane, other);
    }

    /** Shows what each fault did to each lane: orders lost and duplicated, then events lost and duplicated. */
    String ofFaults() {
        var heads =
                Stream.concat(Stream.of("fault"), lanes().map(Lane::toString)).toList();
        var rows = Arrays.stream(LabFault.values())
                .filter(fault ->
                        results.stream().anyMatch(result -> result.experiment().fault() == fault))
                .map(fault -> Stream.concat(Stream.of(fault.toString()), lanes().map(lane -> cell(lane, fault)))
                        .toList())
                .toList();
        return table(heads, rows);
    }

    private String cell(Lane lane, LabFault fault) {
        return of(lane).filter(result -> result.experiment().fault() == fault
                        && !result.experiment().isBurst())
                .findFirst()
                .map(LaneComparison::outcome)
                .orElse(UNKNOWN);
    }

    private static String outcome(ExperimentResult result) {
        var tally = result.tally();
        var counts = Stream.of(
                        count(tally.lost(), "lost"),
                        count(tally.duplicated(), "duplicated"),
                        result.experiment().lane().publishes() ? count(tally.lostEvents(), "events lost") : null,
                        count(tally.duplicatedEvents(), "events duplicated"),
                        count(tally.reordered(), "reordered"))
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
        return (counts.isEmpty() ? "once" : counts) + (result.isKept() ? "" : " **broken**");
    }

    private static String count(long number, String what) {
        return number == 0 ? null : number + " " + what;
    }

    private Stream<Lane> lanes() {
        return Arrays.stream(Lane.values()).filter(lane -> of(lane).findAny().isPresent());
    }

    private Stream<ExperimentResult> of(Lane lane) {
        return results.stream().filter(result -> result.experiment().lane() == lane);
    }

    private static String millis(Duration duration) {
        return duration == null ? UNKNOWN : duration.toMillis() + " ms";
    }

    private static String micros(Duration duration) {
        return duration.toNanos() / 1_000 + " µs";
    }

    private static String table(List<String> heads, List<List<String>> rows) {
        var lines =
                Stream.concat(Stream.of(heads, heads.stream().map(head -> "---").toList()), rows.stream());
        return lines.map(cells -> "| " + String.join(" | ", cells) + " |\n").collect(Collectors.joining());
    }
}
