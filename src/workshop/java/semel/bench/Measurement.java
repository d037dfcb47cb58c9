package semel.bench;

import java.util.Map;

/**
 * Records one run of one contender.
 *
 * @param task the work and its size
 * @param verdict CLEAN, or what was lost and duplicated, or why it did not finish
 * @param figures none unless CLEAN
 */
record Measurement(String task, String contender, int round, String verdict, Map<Figure, Double> figures) {
    static final String CLEAN = "CLEAN";

    Measurement {
        if (!verdict.equals(CLEAN) && !figures.isEmpty()) {
            throw new IllegalArgumentException("no figures where the verdict is " + verdict);
        }
    }

    boolean isClean() {
        return verdict.equals(CLEAN);
    }
}
