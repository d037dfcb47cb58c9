package semel.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** Counts the methods in the samples of a JFR recording: where a process spent its time. */
final class ProfileFrames {
    private static final int TOP = 10;

    private ProfileFrames() {}

    /** @return the ten most frequent, with their share of the samples */
    static List<String> of(Path recording) {
        var counts = new HashMap<String, Integer>();
        try (var file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                count(file.readEvent(), counts);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        var samples = counts.values().stream().mapToInt(Integer::intValue).sum();
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(TOP)
                .map(frame ->
                        String.format(Locale.ROOT, "%.1f %% %s", 100.0 * frame.getValue() / samples, frame.getKey()))
                .toList();
    }

    private static void count(RecordedEvent event, Map<String, Integer> counts) {
        if (event.getEventType().getName().equals("jdk.ExecutionSample") && event.getStackTrace() != null) {
            counts.merge(name(event.getStackTrace().getFrames().get(0)), 1, Integer::sum);
        }
    }

    private static String name(RecordedFrame frame) {
        return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
    }
}
