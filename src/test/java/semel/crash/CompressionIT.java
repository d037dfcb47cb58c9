package semel.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.record.CompressionType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import semel.kit.TestPipeline;

/** Tests a replica that cannot load the native libraries of compression codecs. */
class CompressionIT {
    @Test
    void anOrderThatCannotBeDecompressedIsNotSkipped(@TempDir Path temp) throws Exception {
        // Not java.io.tmpdir, because the HTTP server needs that too.
        var nowhere = Files.createFile(temp.resolve("file")).resolve("folder").toString();
        var unreadable = Map.of("org.xerial.snappy.tempdir", nowhere, "ZstdTempFolder", nowhere);
        try (var pipeline = TestPipeline.on(Map.of())) {
            assertEnds(
                    pipeline,
                    unreadable,
                    1,
                    "records compressed with snappy, zstd cannot be read here, because native libraries do not load: snappy from "
                            + nowhere);
            try (var app = pipeline.start("semel-0").awaitReady()) {
                pipeline.receive(app);
            }
            var order = pipeline.witness().order("pen", CompressionType.ZSTD);
            var accepted = new HashMap<>(unreadable);
            accepted.put("semel.compression.codecs", "gzip,lz4");
            assertEnds(
                    pipeline,
                    accepted,
                    3,
                    "cannot be read; do not skip it, it may be an order: records compressed with snappy, zstd");
            try (var app = pipeline.start("semel-0").awaitReady()) {
                pipeline.assertExactlyOnce(app, List.of(order));
            }
        }
    }

    private static void assertEnds(TestPipeline pipeline, Map<String, String> settings, int exitCode, String reason) {
        try (var app = pipeline.start("semel-0", settings)) {
            assertThat(app.awaitExit()).isEqualTo(exitCode);
            assertThat(app.output()).contains(reason);
        }
    }
}
