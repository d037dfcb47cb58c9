package semel.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The online audit ({@code GET /audit}). */
@ConfigMapping(prefix = "semel.audit")
public interface AuditConfig {
    /**
     * How long an audit waits until everything before its cut is decided, published and applied; then the verdict is PENDING. The full
     * proof waits as long.
     */
    @WithDefault("30s")
    Duration patience();

    /** How long one query of the audit may take, in place of {@code semel.sql.statement-timeout}. */
    @WithDefault("5m")
    Duration reading();

    /**
     * About how many decisions one query of the audit reads. A longer history, as at the first audit of a database, is audited in steps
     * of this size. Each step is stored, so an interrupted audit continues there.
     */
    @WithDefault("10000")
    int step();

    /**
     * How old an accepted order may be before it is applied. While the backlog is not empty, an older one makes the verdict DIRTY
     * instead of PENDING. The age is measured by the clock of the replica that accepted the order.
     */
    @WithDefault("10m")
    Duration limit();
}
