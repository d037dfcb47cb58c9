package semel.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ReadProgressTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void itTellsTheShareAndTheTimeLeft() {
        assertThat(ReadProgress.text(1, 250, 1000, MINUTE))
                .isEqualTo("Read 25 %: 250 records and rows, about 180 s left");
        assertThat(ReadProgress.text(2, 900, 1000, MINUTE))
                .isEqualTo("Read again, to name what differs, 90 %: 900 records and rows, about 6 s left");
    }

    @Test
    void itPromisesNothingBeforeItKnows() {
        assertThat(ReadProgress.text(0, 0, 0, MINUTE))
                .startsWith("Waiting for the broker")
                .endsWith(": 60 s");
        assertThat(ReadProgress.text(1, 0, 1000, MINUTE)).isEqualTo("Read 0 %: 0 records and rows");
        assertThat(ReadProgress.text(1, 5, 0, MINUTE)).isEqualTo("Read 0 %: 5 records and rows");
    }

    @Test
    void whatWasExpectedTooLowIsNeverAll() {
        assertThat(ReadProgress.text(1, 2000, 1000, MINUTE)).contains(" 99 %");
    }

    @Test
    void eachPartitionAndTableCountsAsOftenAsItIsRead() {
        var inputs = List.of(new History.InputPartition("in", 0, false, 10, 110, 110, 110, 110, 110, 110, 110));
        var outputs = List.of(new History.OutputPartition("out", 0, false, 50, 150, 150, 150));
        assertThat(ReadProgress.offsets(inputs, outputs)).isEqualTo(100 + 2 * 100);
    }

    @Test
    void itTellsByItselfWhileNothingIsRead() {
        var told = new CopyOnWriteArrayList<String>();
        try (var progress = new ReadProgress(told::add)) {
            progress.expect(4);
            progress.begin();
            progress.step();
            await().atMost(MINUTE).until(() -> !told.isEmpty());
        }
        assertThat(told.get(0)).startsWith("Read 25 %: 1 ");
    }
}
