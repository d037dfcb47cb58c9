package semel.audit;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the audit goes about its work. */
@StaticInitSafe
@ConfigMapping(prefix = "semel.audit")
interface AuditSettings {
    /** How long to wait until everything before the cut is decided, published and applied; then the verdict is PENDING. */
    @WithDefault("30s")
    Duration patience();

    /** How long one question to the tables may take, in place of the short limit that everybody else has. */
    @WithDefault("60s")
    Duration reading();
}
