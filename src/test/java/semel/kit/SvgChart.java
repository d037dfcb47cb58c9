package semel.kit;

import java.util.Locale;

/**
 * Draws a bar chart as SVG. It has its own background for light and dark pages, and fits a phone.
 */
public final class SvgChart {
    private static final int BAR = 12;

    private final StringBuilder svg = new StringBuilder();

    /** @param title for screen readers */
    public SvgChart(int width, int height, String title) {
        svg.append("""
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$s %2$s" width="%1$s" role="img" font-family="sans-serif" font-size="14">
                <title>%3$s</title>
                <style>
                .page { fill: #ffffff } text { fill: #1f2328 } .effect { fill: #b3261e } .event { fill: #a87700 } .time { fill: #2f6fb0 } .rule { stroke: #d0d7de }
                @media (prefers-color-scheme: dark) {
                .page { fill: #161b22 } text { fill: #e6edf3 } .effect { fill: #ff7b72 } .event { fill: #e3b341 } .time { fill: #79b8ff } .rule { stroke: #3d444d }
                }
                </style>
                <rect class="page" width="%1$s" height="%2$s" rx="8"/>
                """.formatted(width, height, title));
    }

    /** Adds a line of SVG. */
    public SvgChart add(String line) {
        svg.append(line).append('\n');
        return this;
    }

    public SvgChart rule(int left, int right, int y) {
        return add("<line class=\"rule\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>".formatted(left, y, right, y));
    }

    public SvgChart text(int x, int y, String text, boolean bold) {
        return add("<text x=\"%s\" y=\"%s\"%s>%s</text>".formatted(x, y, bold ? " font-weight=\"bold\"" : "", text));
    }

    /**
     * Adds a bar with its label to the right.
     *
     * @param kind selects the colour: effect, event or time
     */
    public SvgChart bar(String kind, int x, int y, double length, String label) {
        return add(String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/><text x=\"%.1f\" y=\"%d\">%s</text>",
                kind,
                x,
                y,
                length,
                BAR,
                x + length + (length == 0 ? 0 : 5),
                y + BAR - 1,
                label));
    }

    @Override
    public String toString() {
        return svg + "</svg>\n";
    }
}
