package semel.lab;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import semel.kit.SvgChart;

/**
 * Draws an SVG chart of what each lane loses and duplicates under all faults, and of its latency without a fault. It has a row for
 * each lane. It is narrow enough for a phone, and it has its own background, so it can be read on a light and on a dark page.
 */
final class Chart {
    private static final int WIDTH = 480;
    private static final int COLUMN = 156;
    private static final int MARGIN = 14;
    private static final int HEADER = 84;
    private static final int ROW = 64;
    private static final int LONGEST_BAR = 92;

    private final List<ExperimentResult> results;
    private final List<Lane> lanes;

    Chart(List<ExperimentResult> results) {
        this.results = results;
        this.lanes = Arrays.stream(Lane.values())
                .filter(lane ->
                        results.stream().anyMatch(result -> result.experiment().lane() == lane))
                .toList();
    }

    String svg() {
        var picture = new SvgChart(
                        WIDTH,
                        HEADER + ROW * lanes.size() + 4,
                        "What each lane loses and duplicates under all faults together, and its latency without a fault")
                .add("<rect class=\"effect\" x=\"14\" y=\"14\" width=\"12\" height=\"12\"/>"
                        + "<text x=\"32\" y=\"25\">orders, in PostgreSQL</text>")
                .add("<rect class=\"event\" x=\"206\" y=\"14\" width=\"12\" height=\"12\"/>"
                        + "<text x=\"224\" y=\"25\">events, in Kafka</text>")
                .add(
                        "<rect class=\"time\" x=\"362\" y=\"14\" width=\"12\" height=\"12\"/><text x=\"380\" y=\"25\">ms</text>")
                .text(left(0), HEADER - 26, "lost", true)
                .text(left(1), HEADER - 26, "duplicated", true)
                .text(left(2), HEADER - 26, "latency, p50", true);
        for (var lane : lanes) {
            row(picture, lane, HEADER + ROW * lanes.indexOf(lane));
        }
        return picture.toString();
    }

    private void row(SvgChart picture, Lane lane, int y) {
        var lost = Math.max(highestSum(Tally::lost), highestSum(Tally::lostEvents));
        var duplicated = Math.max(highestSum(Tally::duplicated), highestSum(Tally::duplicatedEvents));
        var slowest = lanes.stream().mapToLong(this::p50Millis).max().orElse(1);
        picture.rule(MARGIN, WIDTH - MARGIN, y - 16).text(left(0), y + 3, lane.toString(), lane == Lane.SEMEL);
        bar(picture, "effect", 0, y + 10, sum(lane, Tally::lost), lost);
        bar(picture, "effect", 1, y + 10, sum(lane, Tally::duplicated), duplicated);
        if (lane.publishes()) {
            bar(picture, "event", 0, y + 25, sum(lane, Tally::lostEvents), lost);
            bar(picture, "event", 1, y + 25, sum(lane, Tally::duplicatedEvents), duplicated);
        } else {
            picture.text(left(0), y + 36, "no events", false).text(left(1), y + 36, "no events", false);
        }
        bar(picture, "time", 2, y + 10, p50Millis(lane), slowest);
    }

    private static int left(int column) {
        return MARGIN + column * COLUMN;
    }

    /** Draws no bar for 0, because even a short bar would look like a small number. */
    private static void bar(SvgChart picture, String kind, int column, int y, long number, long max) {
        var length = number == 0 ? 0 : Math.max(2, LONGEST_BAR * (double) number / max);
        picture.bar(kind, left(column), y, length, Long.toString(number));
    }

    private long highestSum(ToLongFunction<Tally> count) {
        return lanes.stream().mapToLong(lane -> sum(lane, count)).max().orElse(1);
    }

    private long sum(Lane lane, ToLongFunction<Tally> count) {
        return results.stream()
                .filter(result -> result.experiment().lane() == lane)
                .map(ExperimentResult::tally)
                .mapToLong(count)
                .sum();
    }

    private long p50Millis(Lane lane) {
        return results.stream()
                .filter(result -> result.experiment().lane() == lane
                        && result.experiment().fault() == LabFault.NONE
                        && !result.experiment().isBurst()
                        && result.pace().p50() != null)
                .mapToLong(result -> result.pace().p50().toMillis())
                .findFirst()
                .orElse(0);
    }
}
