package semel.kit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Prints a Markdown page for a terminal: its tables get aligned columns without pipes. */
public final class AlignedTables {
    private static final String LINE = "-";
    private static final String STRONG = "**";

    private AlignedTables() {}

    /** Prints the page; lines outside of tables stay as they are. */
    public static void print(String page) {
        System.out.println(tables(page, TextStyle.ofThisProcess()));
    }

    /** @return the page; in a coloured style table heads are bold, and bold cells are red */
    static String tables(String page, TextStyle style) {
        var lines = new ArrayList<String>();
        var table = new ArrayList<List<String>>();
        for (var line : page.lines().toList()) {
            if (line.startsWith("|")) {
                table.add(cells(line));
            } else {
                lines.addAll(aligned(table, style));
                table.clear();
                lines.add(line);
            }
        }
        lines.addAll(aligned(table, style));
        return String.join("\n", lines);
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.strip().replaceAll("^\\||\\|$", "").split("\\|", -1))
                .map(String::strip)
                .toList();
    }

    private static List<String> aligned(List<List<String>> table, TextStyle style) {
        var columns = table.stream().mapToInt(List::size).max().orElse(0);
        var widths = IntStream.range(0, columns)
                .map(column -> table.stream()
                        .filter(row -> column < row.size() && !isRule(row))
                        .mapToInt(row -> text(row.get(column)).length())
                        .max()
                        .orElse(0))
                .toArray();
        return IntStream.range(0, table.size())
                .mapToObj(row -> line(table.get(row), widths, row == 0, style))
                .toList();
    }

    private static boolean isRule(List<String> row) {
        return row.stream().allMatch(cell -> cell.matches(":?-+:?"));
    }

    private static String line(List<String> row, int[] widths, boolean isHead, TextStyle style) {
        return IntStream.range(0, row.size())
                .mapToObj(column -> isRule(row)
                        ? LINE.repeat(widths[column])
                        : styled(row.get(column), isHead, style) + padding(row, column, widths))
                .collect(Collectors.joining("  ", "  ", ""))
                .stripTrailing();
    }

    private static String styled(String cell, boolean isHead, TextStyle style) {
        var text = text(cell);
        if (text.isEmpty()) {
            return text;
        }
        return cell.contains(STRONG) ? style.bad(text) : isHead ? style.bold(text) : text;
    }

    private static String text(String cell) {
        return cell.replace(STRONG, "");
    }

    private static String padding(List<String> row, int column, int[] widths) {
        return " ".repeat(widths[column] - text(row.get(column)).length());
    }
}
