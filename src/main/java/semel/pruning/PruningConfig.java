package semel.pruning;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How history is removed that is older than a horizon. */
@ConfigMapping(prefix = "semel.pruning")
interface PruningConfig {
    /**
     * Age at which the history of an order or receipt is removed; without it nothing is removed. It must be longer than the retention of
     * each input and event topic plus the margin. A replay of an older order becomes a dead letter. An idempotency key is remembered
     * as long.
     */
    Optional<Duration> horizon();

    /** Least difference between the horizon and the retention of each topic. */
    @WithDefault("1d")
    Duration margin();

    /** How often to look for history to remove. */
    @WithDefault("10m")
    Duration every();

    /** Orders and receipts that one database transaction removes at most. */
    @WithDefault("500")
    int batch();

    /** Whether orders and notifications are removed too. They are what clients read. */
    @WithDefault("false")
    boolean orders();
}
