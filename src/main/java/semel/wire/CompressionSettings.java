package semel.wire;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;

/** How records may be compressed. */
@ConfigMapping(prefix = "semel.compression")
interface CompressionSettings {
    /**
     * With what records in the topics may be compressed, by their writers or by the broker. A replica that cannot read one of
     * these does not start.
     */
    @WithDefault("gzip,snappy,lz4,zstd")
    List<String> codecs();
}
