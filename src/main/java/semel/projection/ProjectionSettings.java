package semel.projection;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How events are applied to the database. */
@ConfigMapping(prefix = "semel.projection")
interface ProjectionSettings {
    /**
     * How long one attempt to store a batch may take. Longer than the server's own transaction timeout: it is for the
     * connection that answers no more.
     */
    @WithDefault("20s")
    Duration attempt();

    /** Bytes of events that one transaction applies; a single event may have more. Heap is needed for about ten times as much. */
    @WithDefault("1M")
    MemorySize batchBytes();

    /** The longest pause between two attempts. */
    @WithDefault("2s")
    Duration pause();

    /** How often an outage that goes on is logged again. */
    @WithDefault("30s")
    Duration reminder();
}
