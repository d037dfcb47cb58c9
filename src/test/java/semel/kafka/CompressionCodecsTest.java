package semel.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.apache.kafka.common.record.CompressionType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import semel.sandbox.BuildOutput;

/** Checks that a codec that cannot be read is reported, and refused at the start. */
class CompressionCodecsTest {
    /** The message of Kafka's client. */
    private static final String MESSAGE = "Received exception when fetching the next record from orders-in-3."
            + " If needed, please seek past the record to continue consumption.";

    @Test
    void recordsOfAllCodecsOfKafkaCanBeRead() {
        assertThat(CompressionCodecs.unreadable(EnumSet.complementOf(EnumSet.of(CompressionType.NONE))))
                .isEmpty();
    }

    @Test
    void kafkasAdviceToSkipARecordIsReplaced() {
        assertThat(CompressionCodecs.withoutAdvice("lost: " + MESSAGE))
                .startsWith("lost: the next record of orders-in-3 cannot be read; do not skip it")
                .doesNotContain("seek past");
        assertThat(CompressionCodecs.withoutAdvice("fenced")).isEqualTo("fenced");
    }

    @Test
    void anUnknownCodecIsReportedByName() {
        assertThatThrownBy(() -> CompressionCheck.check(List.of("gzip", "brotli")))
                .hasMessageContaining("brotli");
    }

    @Test
    void theStartIsRefusedIfTheFolderOfNativeLibrariesIsUnusable(@TempDir Path temp) throws Exception {
        var unusable = Files.createFile(temp.resolve("file")).resolve("folder");

        assertThat(checkedIn(unusable, "gzip", "snappy", "lz4", "zstd"))
                .contains("refused: records compressed with snappy, zstd cannot be read here")
                .contains("do not load: snappy from " + unusable, ", zstd from " + unusable)
                .contains("set -Djava.io.tmpdir to a folder", "org.xerial.snappy.tempdir", "ZstdTempFolder")
                .contains("semel.compression.codecs");
        assertThat(checkedIn(unusable, "gzip", "zstd")).contains("refused: records compressed with zstd cannot");
        assertThat(checkedIn(unusable, "gzip", "lz4")).contains("started").doesNotContain("refused");
    }

    /** Runs the check in a separate process, because a loaded library stays loaded. */
    private static String checkedIn(Path temp, String... codecs) throws IOException, InterruptedException {
        var child = new ProcessBuilder(BuildOutput.java(64, temp, CompressionCodecsTest.class, codecs))
                .redirectErrorStream(true)
                .start();
        var output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(output).isZero();
        return output;
    }

    public static void main(String[] codecs) {
        try {
            CompressionCheck.check(List.of(codecs));
            System.out.println("started");
        } catch (IllegalStateException refused) {
            System.out.println("refused: " + refused.getMessage());
        }
    }
}
