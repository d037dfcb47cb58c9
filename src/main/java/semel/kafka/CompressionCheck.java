package semel.kafka;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.record.CompressionType;

/**
 * Refuses to start if this process cannot decompress a codec of {@code semel.compression.codecs}.
 *
 * @see "docs/explanation/decisions/0021-what-cannot-be-decompressed-is-refused-at-start.md"
 */
@ApplicationScoped
class CompressionCheck {
    /** The other codecs need no native library. */
    private static final Set<CompressionType> NATIVE_LIBRARIES =
            EnumSet.of(CompressionType.SNAPPY, CompressionType.ZSTD);

    /** Before anything connects. */
    void check(
            @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent starting,
            CompressionConfig settings) {
        check(settings.codecs());
    }

    static void check(List<String> codecs) {
        var asked = codecs.stream()
                .map(CompressionType::forName)
                .filter(NATIVE_LIBRARIES::contains)
                .collect(Collectors.toSet());
        var unreadable = CompressionCodecs.unreadable(asked);
        if (!unreadable.isEmpty()) {
            throw new IllegalStateException(CompressionCodecs.remedy(unreadable)
                    + "; or remove them from semel.compression.codecs, if no record is ever"
                    + " compressed with them");
        }
    }
}
