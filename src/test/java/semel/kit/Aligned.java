package semel.kit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The tables of a Markdown page as one reads them in a terminal: columns as wide as what stands in them, without pipes. */
public final class Aligned {
    private static final String LINE = "-";

    private Aligned() {}

    /** @return the page, with all other lines as they are */
    public static String tables(String page) {
        var lines = new ArrayList<String>();
        var table = new ArrayList<List<String>>();
        for (var line : page.lines().toList()) {
            if (line.startsWith("|")) {
                table.add(cells(line));
            } else {
                lines.addAll(aligned(table));
                table.clear();
                lines.add(line);
            }
        }
        lines.addAll(aligned(table));
        return String.join("\n", lines);
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.strip().replaceAll("^\\||\\|$", "").split("\\|", -1))
                .map(cell -> cell.strip().replace("**", ""))
                .toList();
    }

    private static List<String> aligned(List<List<String>> table) {
        var columns = table.stream().mapToInt(List::size).max().orElse(0);
        var widths = IntStream.range(0, columns)
                .map(column -> table.stream()
                        .filter(row -> column < row.size() && !isRule(row))
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return table.stream().map(row -> line(row, widths)).toList();
    }

    private static boolean isRule(List<String> row) {
        return row.stream().allMatch(cell -> cell.matches(":?-+:?"));
    }

    private static String line(List<String> row, int[] widths) {
        return IntStream.range(0, row.size())
                .mapToObj(column -> isRule(row) ? LINE.repeat(widths[column]) : padded(row.get(column), widths[column]))
                .collect(Collectors.joining("  ", "  ", ""))
                .stripTrailing();
    }

    private static String padded(String cell, int width) {
        return cell + " ".repeat(width - cell.length());
    }
}
