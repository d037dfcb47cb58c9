package semel.wire;

import io.quarkus.runtime.ImageMode;
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
import org.jboss.logging.Logger;

/**
 * Refuses to start where records may be compressed in a way that this process cannot read.
 *
 * @see "docs/explanation/decisions/0021-what-cannot-be-decompressed-is-refused-at-start.md"
 */
@ApplicationScoped
class CodecCheck {
    private static final Logger LOG = Logger.getLogger(CodecCheck.class);

    /** The others are read without a native library, where there is a JVM. */
    private static final Set<CompressionType> NATIVE_LIBRARIES =
            EnumSet.of(CompressionType.SNAPPY, CompressionType.ZSTD);

    /** Before anything connects. */
    void check(
            @Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent starting,
            CompressionSettings settings) {
        check(settings.codecs(), ImageMode.current().isNativeImage());
    }

    static void check(List<String> codecs, boolean isNativeImage) {
        var asked = codecs.stream()
                .map(CompressionType::forName)
                .filter(codec -> codec != CompressionType.NONE)
                .filter(codec -> isNativeImage || NATIVE_LIBRARIES.contains(codec))
                .collect(Collectors.toSet());
        var unreadable = Codecs.unreadable(asked);
        if (!unreadable.isEmpty() && isNativeImage) {
            // No setting helps an image that was built without them.
            LOG.warnf("native image lacked codecs codecs=%s", unreadable);
        } else if (!unreadable.isEmpty()) {
            throw new IllegalStateException(Codecs.remedy(unreadable)
                    + "; or remove them from semel.compression.codecs, if no record is ever"
                    + " compressed with them");
        }
    }
}
