package semel.pruning;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Removes history that is older than a horizon. */
@ConfigMapping(prefix = "semel.pruning")
interface PruningConfig {
    /**
     * How old decided orders become before they are removed. Nothing is removed where it is not set. Longer than the retention of the
     * input and event topics and the margin together; replays of older orders become dead letters, and idempotency keys are
     * remembered as long.
     */
    Optional<Duration> horizon();

    /** By how much the horizon must be longer than the retention of each topic, at least. */
    @WithDefault("1d")
    Duration margin();

    /** How often it is looked for history to remove. */
    @WithDefault("10m")
    Duration every();

    /** Orders and receipts that one database transaction removes. */
    @WithDefault("500")
    int batch();

    /** Whether orders and notifications, which clients read, are removed too. */
    @WithDefault("false")
    boolean orders();
}
