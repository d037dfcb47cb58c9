package semel.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Prints a table in plain text: columns are as wide as their cells, numbers are aligned to the right. */
final class TextTable {
    private final List<List<String>> lines = new ArrayList<>();

    TextTable(String... head) {
        lines.add(List.of(head));
        lines.add(Stream.of(head).map(title -> "-".repeat(title.length())).toList());
    }

    TextTable row(Object... cells) {
        lines.add(Stream.of(cells).map(String::valueOf).toList());
        return this;
    }

    /** Prints the table with an empty line before and after it. */
    void print(PrintStream out) {
        var format = IntStream.range(0, lines.get(0).size())
                .mapToObj(this::format)
                .collect(Collectors.joining("  ", "  ", ""));
        out.println();
        lines.forEach(line -> out.println(format.formatted(line.toArray()).stripTrailing()));
        out.println();
    }

    private String format(int column) {
        var cells = lines.stream().map(line -> line.get(column)).toList();
        var isNumeric = cells.stream().skip(2).allMatch(cell -> cell.matches("-?\\d+"));
        var width = cells.stream().mapToInt(String::length).max().orElseThrow();
        return "%" + (isNumeric ? "" : "-") + width + "s";
    }
}
