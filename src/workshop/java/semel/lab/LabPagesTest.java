package semel.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import semel.kit.GeneratedPage;

/** Checks that the lab's page, its chart and the comparison of approaches show the figures of the last complete run. */
class LabPagesTest {
    @Test
    void thePageShowsTheFiguresOfTheLastCompleteRun() throws IOException {
        GeneratedPage.isTodays(LabPages.PAGE, LabPages.page(Recording.read()), LabPagesTest.class);
    }

    @Test
    void theChartShowsTheFiguresOfTheLastCompleteRun() throws IOException {
        GeneratedPage.isTodays(LabPages.CHART, LabPages.chart(Recording.read()), LabPagesTest.class);
    }

    @Test
    void theComparisonOfApproachesShowsTheFiguresOfTheLastCompleteRun() throws IOException {
        GeneratedPage.partIsTodays(
                LabPages.APPROACHES, LabPages.MARK, LabPages.approaches(Recording.read()), LabPagesTest.class);
    }

    @Test
    void aWrittenRecordingIsReadBackUnchanged() {
        var recording = new Recording(
                "./mvnw -Plab -Dseed=7, commit abc",
                "2 cores",
                List.of("one, because"),
                List.of(
                        new ExperimentResult(
                                new Experiment(Lane.SEMEL, LabFault.ZOMBIE, 600, 200, 7),
                                new Tally(600, 1, 2, 3, 4, 5, 6),
                                List.of(),
                                new Pace(Duration.ofMillis(8), Duration.ofMillis(9), 10),
                                Duration.ofNanos(11_000),
                                ExperimentResult.CLEAN),
                        new ExperimentResult(
                                new Experiment(Lane.OUTBOX, LabFault.NONE, 6_000, 0, 7),
                                new Tally(6_000, 0, 0, 0, 0, 0, 0),
                                List.of(),
                                new Pace(null, null, 0),
                                null,
                                null)));

        assertThat(Recording.parse(recording.lines())).isEqualTo(recording);
    }
}
