package semel.operation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How closely the pipeline is watched. */
@ConfigMapping(prefix = "semel.operation")
interface OperationSettings {
    /** How often the broker is asked where topics and groups stand. What it said is forgotten after three times as long. */
    @WithDefault("5s")
    Duration look();
}
