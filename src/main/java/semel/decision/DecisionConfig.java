package semel.decision;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How orders and receipts are decided. */
@ConfigMapping(prefix = "semel.decision")
interface DecisionConfig {
    /**
     * How long one attempt to decide a batch may take in the database. Longer than {@code semel.sql.transaction-timeout}: it ends
     * the wait for a connection that no longer answers.
     */
    @WithDefault("20s")
    Duration attempt();

    /**
     * Bytes of input that one transaction decides; a single record may have more. A poll with more bytes is decided and published
     * in parts. The heap needs about thirty times as much.
     */
    @WithDefault("512K")
    MemorySize batchBytes();
}
