package semel.kafka;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.utils.BufferSupplier;

/**
 * Finds the compression codecs that this process cannot read. Snappy and Zstandard are native libraries, unpacked into a temporary
 * folder and loaded from there.
 *
 * @see "docs/explanation/decisions/0021-what-cannot-be-decompressed-is-refused-at-start.md"
 */
public final class CompressionCodecs {
    /** The text "semel", as Kafka's producer compresses it, in Base64. */
    private static final Map<CompressionType, String> SAMPLES = Map.of(
            CompressionType.GZIP, "H4sIAAAAAAAA/ytOzU3NAQDRgCloBQAAAA==",
            CompressionType.SNAPPY, "glNOQVBQWQAAAAABAAAAAQAAAAcFEHNlbWVs",
            CompressionType.LZ4, "BCJNGGBAggUAAIBzZW1lbAAAAAA=",
            CompressionType.ZSTD, "KLUv/QBYKAAAc2VtZWwBAAA=");

    private static final String FOLDER = "java.io.tmpdir";

    /** The system properties that set the folder of one native library. */
    private static final Map<CompressionType, String> FOLDERS =
            Map.of(CompressionType.SNAPPY, "org.xerial.snappy.tempdir", CompressionType.ZSTD, "ZstdTempFolder");

    /** The message of Kafka's consumer for a record that it cannot read. Following its advice loses orders. */
    private static final Pattern ADVICE =
            Pattern.compile("Received exception when fetching the next record from (\\S+)\\."
                    + " If needed, please seek past the record to continue consumption\\.");

    private CompressionCodecs() {}

    /** @return the cause by codec; empty if all can be read */
    static Map<CompressionType, String> unreadable(Collection<CompressionType> codecs) {
        var unreadable = new EnumMap<CompressionType, String>(CompressionType.class);
        for (var codec : codecs) {
            try {
                decompress(codec);
            } catch (Exception | LinkageError failed) {
                unreadable.put(
                        codec,
                        String.valueOf(failed.getMessage()).lines().findFirst().orElse(""));
            }
        }
        return unreadable;
    }

    private static void decompress(CompressionType codec) throws Exception {
        var sample = ByteBuffer.wrap(Base64.getDecoder().decode(SAMPLES.get(codec)));
        try (var text = Compression.of(codec)
                .build()
                .wrapForInput(sample, RecordBatch.CURRENT_MAGIC_VALUE, BufferSupplier.NO_CACHING)) {
            text.readAllBytes();
        }
    }

    /** @return the cause, and what to do about it */
    static String remedy(Map<CompressionType, String> unreadable) {
        var causes = unreadable.entrySet().stream()
                .map(entry -> entry.getKey().name + " from " + folder(entry.getKey()) + " [" + entry.getValue() + "]")
                .collect(Collectors.joining(", "));
        return "records compressed with " + names(unreadable.keySet())
                + " cannot be read here, because native libraries"
                + " do not load: " + causes + "; set -D" + FOLDER + " to a folder that is writable and not mounted"
                + " noexec, or " + FOLDERS.values() + " for one of them";
    }

    private static String folder(CompressionType codec) {
        return System.getProperty(FOLDERS.getOrDefault(codec, FOLDER), System.getProperty(FOLDER));
    }

    static String names(Collection<CompressionType> codecs) {
        return codecs.stream().map(codec -> codec.name).collect(Collectors.joining(", "));
    }

    /** @return the client's message, with the cause and the remedy instead of the advice to skip a record */
    public static String withoutAdvice(String message) {
        var advice = ADVICE.matcher(String.valueOf(message));
        return advice.replaceAll(found -> Matcher.quoteReplacement("the next record of " + found.group(1)
                + " cannot be read; do not skip it, it may be an order: " + cause()));
    }

    private static String cause() {
        var unreadable = unreadable(SAMPLES.keySet());
        return unreadable.isEmpty() ? "see the log above for the cause" : remedy(unreadable);
    }
}
