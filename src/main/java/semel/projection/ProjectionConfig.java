package semel.projection;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How events are applied to PostgreSQL. */
@ConfigMapping(prefix = "semel.projection")
interface ProjectionConfig {
    /**
     * How long one attempt to store a batch may take. Longer than {@code semel.sql.transaction-timeout}: it ends the wait for a
     * connection that no longer answers.
     */
    @WithDefault("20s")
    Duration attempt();

    /** Bytes of events that one transaction applies; a single event may have more. The heap needs about ten times as much. */
    @WithDefault("1M")
    MemorySize batchBytes();

    /** The longest pause between two attempts to store a batch. */
    @WithDefault("2s")
    Duration pause();

    /** How often an outage is logged again while it lasts. */
    @WithDefault("30s")
    Duration reminder();
}
