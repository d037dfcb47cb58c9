package semel.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogTest {
    @TempDir
    Path folder;

    @Test
    void aRunIsRecordedOnceWithItsEnvironment() throws IOException {
        var file = folder.resolve("seen.csv");
        var runLog = new RunLog(file);

        runLog.add("7 abc", "7 abc;one");
        runLog.add("7 abc", "7 abc;two");
        runLog.add("8 abc", "8 abc;three");

        assertThat(runLog.lines()).containsExactly("7 abc;one", "7 abc;two", "8 abc;three");
        assertThat(runLog.environments()).containsOnlyKeys("7 abc", "8 abc").containsValue(Environment.describe());
        assertThat(Files.readAllLines(file)).hasSize(5);
    }

    @Test
    void anEnvironmentNamesWhatFiguresDependOn() {
        assertThat(Environment.describe()).matches("\\d+ cores, \\d+ GiB, .+, JDK \\S+, Kafka \\d\\S+");
    }
}
