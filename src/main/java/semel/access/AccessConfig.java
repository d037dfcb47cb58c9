package semel.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.Optional;

/** Who may do what, and how callers are identified. */
@ConfigMapping(prefix = "semel.security")
interface AccessConfig {
    /**
     * {@code jwt}: a request needs a bearer token that {@code mp.jwt.verify.*} accepts, and the token's groups are its roles.
     * {@code none}: every request may do everything. Must be set outside dev mode and tests.
     */
    @WithParentName
    Optional<Mode> mode();

    /** How callers are identified. */
    enum Mode {
        JWT,
        NONE
    }
}
