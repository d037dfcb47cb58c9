package semel.kafka;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Parked stages: decision or projection, where its offsets and the database disagree. */
@ConfigMapping(prefix = "semel.parking")
interface ParkingConfig {
    /** How often a parked stage compares its offsets again; it continues by itself once they are right. */
    @WithDefault("30s")
    Duration look();
}
