package semel.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Holds what a complete run of the lab measured: the data of its page, of its chart and of the comparison of approaches.
 *
 * @param run the command and the commit
 * @param environment the machine and the versions
 * @param excluded names each experiment without a result, or whose result does not count, and says why
 */
record Recording(String run, String environment, List<String> excluded, List<ExperimentResult> results) {
    static final Path FILE = Path.of("docs", "evidence", "lab.csv");

    private static final String RUN = "# run ";
    private static final String ENVIRONMENT = "# environment ";
    private static final String EXCLUDED = "# excluded ";
    private static final String HEAD =
            "lane;fault;orders;rate;seed;lost;duplicated;events lost;events duplicated;torn;reordered;p50 ms;p99 ms;orders/s;CPU µs;proof";

    static Recording read() throws IOException {
        return parse(Files.readAllLines(FILE));
    }

    void write() throws IOException {
        Files.write(FILE, lines());
    }

    List<String> lines() {
        var lines = new ArrayList<>(List.of(RUN + run, ENVIRONMENT + environment));
        excluded.forEach(experiment -> lines.add(EXCLUDED + experiment));
        lines.add(HEAD);
        results.forEach(result -> lines.add(line(result)));
        return lines;
    }

    static Recording parse(List<String> lines) {
        return new Recording(
                after(RUN, lines).get(0),
                after(ENVIRONMENT, lines).get(0),
                after(EXCLUDED, lines),
                lines.stream()
                        .filter(line -> !line.startsWith("#") && !line.equals(HEAD))
                        .map(Recording::result)
                        .toList());
    }

    private static List<String> after(String start, List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()))
                .toList();
    }

    private static String line(ExperimentResult result) {
        var experiment = result.experiment();
        var tally = result.tally();
        return String.join(
                ";",
                ConstantNames.of(experiment.lane()),
                ConstantNames.of(experiment.fault()),
                Integer.toString(experiment.orders()),
                Integer.toString(experiment.perSecond()),
                Long.toString(experiment.seed()),
                Long.toString(tally.lost()),
                Long.toString(tally.duplicated()),
                Long.toString(tally.lostEvents()),
                Long.toString(tally.duplicatedEvents()),
                Long.toString(tally.torn()),
                Long.toString(tally.reordered()),
                result.pace().p50() == null
                        ? ""
                        : Long.toString(result.pace().p50().toMillis()),
                result.pace().p99() == null
                        ? ""
                        : Long.toString(result.pace().p99().toMillis()),
                result.pace().perSecond() == 0
                        ? ""
                        : String.format(Locale.ROOT, "%.0f", result.pace().perSecond()),
                result.cpu() == null ? "" : Long.toString(result.cpu().toNanos() / 1_000),
                result.verdict() == null ? "" : result.verdict());
    }

    private static ExperimentResult result(String line) {
        var cells = line.split(";", -1);
        var orders = Integer.parseInt(cells[2]);
        return new ExperimentResult(
                new Experiment(
                        ConstantNames.find(Lane.class, cells[0]).orElseThrow(),
                        ConstantNames.find(LabFault.class, cells[1]).orElseThrow(),
                        orders,
                        Integer.parseInt(cells[3]),
                        Long.parseLong(cells[4])),
                new Tally(
                        orders,
                        Long.parseLong(cells[5]),
                        Long.parseLong(cells[6]),
                        Long.parseLong(cells[7]),
                        Long.parseLong(cells[8]),
                        Long.parseLong(cells[9]),
                        Long.parseLong(cells[10])),
                List.of(),
                new Pace(
                        cells[11].isEmpty() ? null : Duration.ofMillis(Long.parseLong(cells[11])),
                        cells[12].isEmpty() ? null : Duration.ofMillis(Long.parseLong(cells[12])),
                        cells[13].isEmpty() ? 0 : Double.parseDouble(cells[13])),
                cells[14].isEmpty() ? null : Duration.ofNanos(Long.parseLong(cells[14]) * 1_000),
                cells[15].isEmpty() ? null : cells[15]);
    }
}
