package semel.bench;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the application's own meters: the batch sizes become figures, the means of all meters go to the console. */
final class MeterReadings {
    private static final String SUM = "_sum";

    private final String text;

    private MeterReadings(String text) {
        this.text = text;
    }

    /** Adds nothing if the contender has no meters. */
    static void addTo(RunFigures figures, RunSite site) {
        if (!site.isSemel()) return;
        var meterReadings = new MeterReadings(site.pipeline()
                .client()
                .getPatiently(site.base().resolve("/q/metrics"))
                .body());
        meterReadings.mean("semel_decision_batch_records").ifPresent(mean -> figures.put(Figure.DECIDED_BATCH, mean));
        meterReadings.mean("semel_projection_batch_records").ifPresent(mean -> figures.put(Figure.APPLIED_BATCH, mean));
        if (site.contender().prunes()) {
            figures.put(Figure.PRUNED, meterReadings.total("semel_pruned_decisions_total"));
        }
        if (!meterReadings.means().isEmpty()) {
            System.out.println("\n" + meterReadings.means());
        }
    }

    private String means() {
        return String.join(
                ", ",
                lines().filter(line -> line.startsWith("semel_"))
                        .map(line -> line.split("[{ ]")[0])
                        .filter(name -> name.endsWith(SUM))
                        .map(name -> name.substring(0, name.length() - SUM.length()))
                        .distinct()
                        .flatMap(name -> mean(name).stream().map(mean -> name + " " + mean))
                        .toList());
    }

    private Stream<String> lines() {
        return Arrays.stream(text.split("\n"));
    }

    /** The mean over all tags; empty if the meter is missing or has recorded nothing. */
    private Optional<Double> mean(String name) {
        var count = total(name + "_count");
        return count == 0 ? Optional.empty() : Optional.of(total(name + SUM) / count);
    }

    private double total(String name) {
        return lines().filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
