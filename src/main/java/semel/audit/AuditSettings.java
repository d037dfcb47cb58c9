package semel.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the audit goes about its work. */
@ConfigMapping(prefix = "semel.audit")
interface AuditSettings {
    /** How long to wait until everything before the cut is decided, published and applied; then the verdict is PENDING. */
    @WithDefault("30s")
    Duration patience();

    /**
     * How long one question to the tables may take, in place of the short limit that everybody else has. The first audit of a
     * process reads them in full.
     */
    @WithDefault("5m")
    Duration reading();

    /**
     * How long what was accepted may take. While not everything is through, whatever is older, by the clock of the replica that
     * accepted it, and not applied makes the verdict DIRTY.
     */
    @WithDefault("10m")
    Duration limit();
}
