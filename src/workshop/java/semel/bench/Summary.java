package semel.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes medians, spreads, and each round's ratios to the first contender as Markdown. */
final class Summary {
    private final List<Measurement> measurements;
    private final List<String> contenders;

    /** @param contenders in the order of the columns; each is compared with the first */
    Summary(List<Measurement> measurements, List<String> contenders) {
        this.measurements = measurements;
        this.contenders = contenders;
    }

    /** One run in one line. */
    static String line(Measurement one) {
        return "round %s, %s, %s: %s %s"
                .formatted(
                        one.round(),
                        one.task(),
                        one.contender(),
                        one.verdict(),
                        one.figures().entrySet().stream()
                                .map(entry -> entry.getKey() + " " + Figure.text(entry.getValue()))
                                .collect(Collectors.joining(", ")));
    }

    String markdown() {
        return measurements.stream()
                .map(Measurement::task)
                .distinct()
                .map(this::ofTask)
                .collect(Collectors.joining("\n"));
    }

    private String ofTask(String task) {
        var contenders = this.contenders.stream()
                .filter(contender -> of(task, contender).findAny().isPresent())
                .toList();
        var base = contenders.get(0);
        var lines = new ArrayList<String>();
        lines.add("### " + task + "\n");
        lines.add("| figure | " + String.join(" | ", contenders) + " |");
        lines.add("|---|" + "---|".repeat(contenders.size()));
        lines.add("| clean runs | "
                + contenders.stream().map(contender -> clean(task, contender)).collect(Collectors.joining(" | "))
                + " |");
        for (var figure : Figure.values()) {
            if (of(task).anyMatch(one -> one.figures().containsKey(figure))) {
                lines.add("| " + figure + " | "
                        + contenders.stream()
                                .map(contender -> cell(task, contender, base, figure))
                                .collect(Collectors.joining(" | "))
                        + " |");
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private Stream<Measurement> of(String task) {
        return measurements.stream().filter(one -> one.task().equals(task));
    }

    private Stream<Measurement> of(String task, String contender) {
        return of(task).filter(one -> one.contender().equals(contender));
    }

    private String clean(String task, String contender) {
        return of(task, contender).filter(Measurement::isClean).count() + " of "
                + of(task, contender).count();
    }

    private String cell(String task, String contender, String base, Figure figure) {
        var values = of(task, contender)
                .map(one -> one.figures().get(figure))
                .filter(Objects::nonNull)
                .sorted()
                .toList();
        if (values.isEmpty()) return "–";
        var spread = values.size() == 1
                ? ""
                : " (" + Figure.text(values.get(0)) + "–" + Figure.text(values.get(values.size() - 1)) + ")";
        return Figure.text(median(values)) + spread + ratio(task, contender, base, figure);
    }

    private String ratio(String task, String contender, String base, Figure figure) {
        if (contender.equals(base)) return "";
        var ratios = of(task, contender)
                .flatMap(one -> of(task, base)
                        .filter(other -> other.round() == one.round())
                        .filter(other -> other.figures().getOrDefault(figure, 0.0) > 0
                                && one.figures().containsKey(figure))
                        .map(other ->
                                one.figures().get(figure) / other.figures().get(figure)))
                .sorted()
                .toList();
        return ratios.isEmpty() ? "" : " ×" + Figure.text(median(ratios));
    }

    /** @param sorted at least one */
    static double median(List<Double> sorted) {
        var middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
