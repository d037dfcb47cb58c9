package semel.lab;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** What each lane lost and doubled over all troubles, as a picture (SVG): a row a lane, a bar for each of the two. */
final class Chart {
    private static final int WIDTH = 760;
    private static final int LABEL = 260;
    private static final int ROW = 44;
    private static final int BAR = 14;
    private static final int ROOM_FOR_NUMBERS = 60;

    private final List<Result> results;

    Chart(List<Result> results) {
        this.results = results;
    }

    String svg() {
        var lanes = Arrays.stream(Lane.values())
                .filter(lane ->
                        results.stream().anyMatch(result -> result.experiment().lane() == lane))
                .toList();
        var most = Math.max(
                1,
                lanes.stream()
                        .mapToLong(lane -> Math.max(lost(lane), doubled(lane)))
                        .max()
                        .orElse(1));
        var rows = lanes.stream()
                .map(lane -> row(lane, lanes.indexOf(lane) * ROW + 36, most))
                .collect(Collectors.joining());
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$s %2$s" font-family="sans-serif" font-size="13">
                <title>Orders lost and doubled by each lane, all troubles together</title>
                <rect width="%1$s" height="%2$s" fill="#ffffff"/>
                <rect x="%3$s" y="8" width="12" height="12" fill="#b3261e"/><text x="%4$s" y="19" fill="#1f1f1f">lost</text>
                <rect x="%5$s" y="8" width="12" height="12" fill="#e0a100"/><text x="%6$s" y="19" fill="#1f1f1f">doubled</text>
                %7$s</svg>
                """.formatted(WIDTH, lanes.size() * ROW + 44, LABEL, LABEL + 18, LABEL + 80, LABEL + 98, rows);
    }

    private String row(Lane lane, int y, long most) {
        return "<text x=\"" + (LABEL - 12) + "\" y=\"" + (y + 19) + "\" text-anchor=\"end\" fill=\"#1f1f1f\">" + lane
                + "</text>\n" + bar(lost(lane), y, most, "#b3261e") + bar(doubled(lane), y + BAR + 2, most, "#e0a100");
    }

    private static String bar(long number, int y, long most, String colour) {
        var length = (WIDTH - LABEL - ROOM_FOR_NUMBERS) * (double) number / most;
        return String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>"
                        + "<text x=\"%.1f\" y=\"%d\" font-size=\"11\" fill=\"#1f1f1f\">%d</text>\n",
                LABEL,
                y,
                Math.max(1, length),
                BAR,
                colour,
                LABEL + length + 6,
                y + BAR - 3,
                number);
    }

    private long lost(Lane lane) {
        return sum(lane, Tally::lost);
    }

    private long doubled(Lane lane) {
        return sum(lane, Tally::doubled);
    }

    private long sum(Lane lane, ToLongFunction<Tally> what) {
        return results.stream()
                .filter(result -> result.experiment().lane() == lane)
                .map(Result::tally)
                .mapToLong(what)
                .sum();
    }
}
