package semel.operation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the pipeline is observed. */
@ConfigMapping(prefix = "semel.operation")
interface OperationConfig {
    /** How often the offsets of topics and groups are read from the broker. A gauge without an answer for three times as long is NaN. */
    @WithDefault("5s")
    Duration look();

    /**
     * How long a transaction may block the readers of a topic before it is logged, and {@code /q/health/group/pipeline} is DOWN.
     * The broker ends the transactions of the replicas themselves after 15 s.
     */
    @WithDefault("20s")
    Duration openTransaction();
}
