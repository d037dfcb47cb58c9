package semel.sql;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The connections to the database. */
@ConfigMapping(prefix = "semel.sql")
interface SqlSettings {
    /**
     * How long a connection may say nothing before it is closed; longer than any statement may take, the audit's
     * {@code semel.audit.reading} too.
     */
    @WithDefault("75s")
    Duration silence();
}
