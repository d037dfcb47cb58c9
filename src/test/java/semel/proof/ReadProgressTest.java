package semel.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Tests the progress that the full proof reports while it reads. */
class ReadProgressTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void theTextHasTheShareAndTheTimeLeft() {
        assertThat(ReadProgress.text(1, 250, 1000, MINUTE))
                .isEqualTo("Read 25 %: 250 records and rows, about 180 s left");
        assertThat(ReadProgress.text(2, 900, 1000, MINUTE))
                .isEqualTo("Read again, to name what differs, 90 %: 900 records and rows, about 6 s left");
    }

    @Test
    void withoutProgressOrAnExpectedTotalNoTimeIsEstimated() {
        assertThat(ReadProgress.text(0, 0, 0, MINUTE))
                .startsWith("Waiting for the broker")
                .endsWith(": 60 s");
        assertThat(ReadProgress.text(1, 0, 1000, MINUTE)).isEqualTo("Read 0 %: 0 records and rows");
        assertThat(ReadProgress.text(1, 5, 0, MINUTE)).isEqualTo("Read 0 %: 5 records and rows");
    }

    @Test
    void ifMoreIsReadThanExpectedTheShareStaysBelowAHundredPercent() {
        assertThat(ReadProgress.text(1, 2000, 1000, MINUTE)).contains(" 99 %");
    }

    @Test
    void inputsAreExpectedOnceAndOutputsTwice() {
        var inputs = List.of(new History.InputPartition("in", 0, false, 10, 110, 110, 110, 110, 110, 110, 110));
        var outputs = List.of(new History.OutputPartition("out", 0, false, 50, 150, 150, 150));
        assertThat(ReadProgress.offsets(inputs, outputs)).isEqualTo(100 + 2 * 100);
    }

    @Test
    void progressIsReportedAlsoWhileNothingIsRead() {
        var texts = new CopyOnWriteArrayList<String>();
        try (var progress = new ReadProgress(texts::add)) {
            progress.expect(4);
            progress.begin();
            progress.step();
            await().atMost(MINUTE).until(() -> !texts.isEmpty());
        }
        assertThat(texts.get(0)).startsWith("Read 25 %: 1 ");
    }
}
