package semel.bench;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Collects the figures of one run. */
final class RunFigures {
    private final Map<Figure, Double> values = new EnumMap<>(Figure.class);

    void put(Figure figure, double value) {
        values.put(figure, value);
    }

    /** Adds nothing if nothing was recorded. */
    void put(Figure figure, Histogram micros, double percentile) {
        if (micros.getTotalCount() > 0) {
            put(figure, micros.getValueAtPercentile(percentile) / 1e3);
        }
    }

    Map<Figure, Double> values() {
        return Collections.unmodifiableMap(values);
    }
}
