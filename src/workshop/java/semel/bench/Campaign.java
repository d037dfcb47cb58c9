package semel.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Holds what one run of the benchmark measured, the data of its page and chart. The file has one figure a line.
 *
 * @param run the command and the commit
 * @param environment the machine, the versions and the settings of the servers
 * @param contenders the others are compared with the first
 * @param profiles of recorded runs only: work and contender, with the ten most frequent methods
 */
record Campaign(
        String run,
        String environment,
        List<String> contenders,
        List<Measurement> measurements,
        Map<String, List<String>> profiles) {
    static final Path FILE = Path.of("docs", "evidence", "performance.csv");

    private static final String RUN = "# run ";
    private static final String ENVIRONMENT = "# environment ";
    private static final String CONTENDERS = "# contenders ";
    private static final String PROFILE = "# profile ";
    private static final String HEAD = "work;contender;round;verdict;figure;value";

    static Campaign read() throws IOException {
        return parse(Files.readAllLines(FILE));
    }

    void write() throws IOException {
        Files.write(FILE, lines());
    }

    List<String> lines() {
        var lines = new ArrayList<>(
                List.of(RUN + run, ENVIRONMENT + environment, CONTENDERS + String.join(",", contenders)));
        profiles.forEach((of, frames) -> lines.add(PROFILE + of + ";" + String.join(";", frames)));
        lines.add(HEAD);
        for (var one : measurements) {
            var start = String.join(";", one.task(), one.contender(), Integer.toString(one.round()), one.verdict(), "");
            if (one.figures().isEmpty()) {
                lines.add(start + ";");
            }
            one.figures().forEach((figure, value) -> lines.add(start + figure + ";" + Figure.text(value)));
        }
        return lines;
    }

    static Campaign parse(List<String> lines) {
        var figures = new LinkedHashMap<List<String>, Map<Figure, Double>>();
        for (var line : lines) {
            if (line.startsWith("#") || line.equals(HEAD)) continue;
            var cells = List.of(line.split(";", -1));
            var ofRun = figures.computeIfAbsent(cells.subList(0, 4), run -> new EnumMap<>(Figure.class));
            if (!cells.get(4).isEmpty()) {
                ofRun.put(Figure.of(cells.get(4)), Double.valueOf(cells.get(5)));
            }
        }
        return new Campaign(
                after(RUN, lines),
                after(ENVIRONMENT, lines),
                List.of(after(CONTENDERS, lines).split(",")),
                figures.entrySet().stream()
                        .map(run -> measurement(run.getKey(), run.getValue()))
                        .toList(),
                profiles(lines));
    }

    private static Map<String, List<String>> profiles(List<String> lines) {
        var profiles = new LinkedHashMap<String, List<String>>();
        starting(PROFILE, lines)
                .map(line -> List.of(line.split(";")))
                .forEach(cells -> profiles.put(cells.get(0), cells.subList(1, cells.size())));
        return profiles;
    }

    private static Measurement measurement(List<String> run, Map<Figure, Double> figures) {
        return new Measurement(run.get(0), run.get(1), Integer.parseInt(run.get(2)), run.get(3), figures);
    }

    private static String after(String start, List<String> lines) {
        return starting(start, lines).findFirst().orElseThrow();
    }

    private static Stream<String> starting(String start, List<String> lines) {
        return lines.stream().filter(line -> line.startsWith(start)).map(line -> line.substring(start.length()));
    }
}
