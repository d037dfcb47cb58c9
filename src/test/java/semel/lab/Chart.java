package semel.lab;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * What each lane loses and duplicates over all faults, and its latency without one, as a picture (SVG): a row for each lane, a
 * column for each question. Narrow enough for a phone; it brings its own background, so it can be read on a light and on a dark page.
 */
final class Chart {
    private static final int WIDTH = 480;
    private static final int COLUMN = 156;
    private static final int MARGIN = 14;
    private static final int HEAD = 84;
    private static final int ROW = 64;
    private static final int BAR = 12;
    private static final int LONGEST = 92;

    private final List<Result> results;
    private final List<Lane> lanes;

    Chart(List<Result> results) {
        this.results = results;
        this.lanes = Arrays.stream(Lane.values())
                .filter(lane ->
                        results.stream().anyMatch(result -> result.experiment().lane() == lane))
                .toList();
    }

    String svg() {
        var picture = new StringBuilder("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$s %2$s" width="%1$s" role="img" font-family="sans-serif" font-size="14">
                <title>What each lane loses and duplicates under all faults together, and its latency without a fault</title>
                <style>
                .page { fill: #ffffff } text { fill: #1f2328 } .effect { fill: #b3261e } .event { fill: #a87700 } .time { fill: #2f6fb0 } .rule { stroke: #d0d7de }
                @media (prefers-color-scheme: dark) {
                .page { fill: #161b22 } text { fill: #e6edf3 } .effect { fill: #ff7b72 } .event { fill: #e3b341 } .time { fill: #79b8ff } .rule { stroke: #3d444d }
                }
                </style>
                <rect class="page" width="%1$s" height="%2$s" rx="8"/>
                <rect class="effect" x="14" y="14" width="12" height="12"/><text x="32" y="25">orders, in PostgreSQL</text>
                <rect class="event" x="206" y="14" width="12" height="12"/><text x="224" y="25">events, in Kafka</text>
                <rect class="time" x="362" y="14" width="12" height="12"/><text x="380" y="25">ms</text>
                """.formatted(WIDTH, HEAD + ROW * lanes.size() + 4));
        picture.append(text(0, HEAD - 26, "lost", true));
        picture.append(text(1, HEAD - 26, "duplicated", true));
        picture.append(text(2, HEAD - 26, "latency, p50", true));
        for (var lane : lanes) {
            picture.append(row(lane, HEAD + ROW * lanes.indexOf(lane)));
        }
        return picture.append("</svg>\n").toString();
    }

    private String row(Lane lane, int y) {
        var lost = Math.max(most(Tally::lost), most(Tally::lostEvents));
        var duplicated = Math.max(most(Tally::doubled), most(Tally::doubledEvents));
        var slowest = lanes.stream().mapToLong(this::millis).max().orElse(1);
        return "<line class=\"rule\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>\n"
                        .formatted(MARGIN, y - 16, WIDTH - MARGIN, y - 16)
                + text(0, y + 3, lane.toString(), lane == Lane.SEMEL)
                + bar("effect", 0, y + 10, sum(lane, Tally::lost), lost)
                + bar("effect", 1, y + 10, sum(lane, Tally::doubled), duplicated)
                + (lane.publishes()
                        ? bar("event", 0, y + 25, sum(lane, Tally::lostEvents), lost)
                                + bar("event", 1, y + 25, sum(lane, Tally::doubledEvents), duplicated)
                        : text(0, y + 36, "no events", false) + text(1, y + 36, "no events", false))
                + bar("time", 2, y + 10, millis(lane), slowest);
    }

    private static String text(int column, int y, String text, boolean bold) {
        return "<text x=\"%s\" y=\"%s\"%s>%s</text>\n"
                .formatted(MARGIN + column * COLUMN, y, bold ? " font-weight=\"bold\"" : "", text);
    }

    /** A number of nothing has no bar: a short one would look like a little. */
    private static String bar(String kind, int column, int y, long number, long most) {
        var left = MARGIN + column * COLUMN;
        var length = number == 0 ? 0 : Math.max(2, LONGEST * (double) number / most);
        return String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/><text x=\"%.1f\" y=\"%d\">%d</text>\n",
                kind,
                left,
                y,
                length,
                BAR,
                left + length + (number == 0 ? 0 : 5),
                y + BAR - 1,
                number);
    }

    private long most(ToLongFunction<Tally> what) {
        return lanes.stream().mapToLong(lane -> sum(lane, what)).max().orElse(1);
    }

    private long sum(Lane lane, ToLongFunction<Tally> what) {
        return results.stream()
                .filter(result -> result.experiment().lane() == lane)
                .map(Result::tally)
                .mapToLong(what)
                .sum();
    }

    private long millis(Lane lane) {
        return results.stream()
                .filter(result -> result.experiment().lane() == lane
                        && result.experiment().trouble() == Trouble.NONE
                        && !result.experiment().isBurst()
                        && result.pace().p50() != null)
                .mapToLong(result -> result.pace().p50().toMillis())
                .findFirst()
                .orElse(0);
    }
}
