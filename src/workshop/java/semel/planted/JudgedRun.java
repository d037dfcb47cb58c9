package semel.planted;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import semel.kit.RunLog;

/**
 * Records whether the proof of one run was right.
 *
 * @param run its seed and commit
 * @param what name of the planted bug, or of the fault if none was planted
 * @param isRight whether the bug was named by its invariant, or nothing was found without a bug
 */
record JudgedRun(String run, String what, boolean isRight) {
    private static final RunLog SEEN = new RunLog(Path.of("docs", "evidence", "planted-bugs.csv"));

    static List<JudgedRun> seen() {
        return SEEN.lines().stream().map(JudgedRun::parse).toList();
    }

    static Map<String, String> environments() {
        return SEEN.environments();
    }

    void note() {
        SEEN.add(run, "%s;%s;%s".formatted(run, what, isRight ? "right" : "wrong"));
    }

    private static JudgedRun parse(String line) {
        var parts = line.split(";");
        return new JudgedRun(parts[0], parts[1], parts[2].equals("right"));
    }

    /** Such as {@code 5 of 5}, or a dash. */
    static String summary(List<JudgedRun> runs) {
        return runs.isEmpty() ? "–" : runs.stream().filter(JudgedRun::isRight).count() + " of " + runs.size();
    }
}
