package semel.wire;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How a stage waits that must not go on. */
@ConfigMapping(prefix = "semel.parking")
interface ParkingSettings {
    /** How often a parked stage compares its offsets again; it goes on by itself once they are right. */
    @WithDefault("30s")
    Duration look();
}
