package semel.decision;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How orders are decided. */
@ConfigMapping(prefix = "semel.decision")
interface DecisionSettings {
    /**
     * How long the database may take over one batch. Longer than the server lets a transaction last: after it the connection
     * is dead, whatever it says.
     */
    @WithDefault("20s")
    Duration attempt();

    /**
     * Bytes of input that one transaction decides; a single record may have more. A poll with more is published in parts. Heap is
     * needed for about thirty times as much.
     */
    @WithDefault("512K")
    MemorySize batchBytes();
}
