package semel.kafka;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;

/** The compression of records in the topics. */
@ConfigMapping(prefix = "semel.compression")
interface CompressionConfig {
    /**
     * The compression codecs that producers or the broker use in the topics. A replica that cannot read one of them does not
     * start.
     */
    @WithDefault("gzip,snappy,lz4,zstd")
    List<String> codecs();
}
