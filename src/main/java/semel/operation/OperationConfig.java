package semel.operation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the pipeline is observed. */
@ConfigMapping(prefix = "semel.operation")
interface OperationConfig {
    /** How often the broker is asked for the offsets of topics and groups. A gauge without an answer for three times as long is NaN. */
    @WithDefault("5s")
    Duration look();

    /**
     * How long a transaction may keep readers of a topic from reading on before it is logged, and {@code /q/health/group/pipeline} is DOWN. The
     * transactions of the replicas themselves are ended by the broker after 15 s.
     */
    @WithDefault("20s")
    Duration openTransaction();
}
