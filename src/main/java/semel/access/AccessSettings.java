package semel.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.Optional;

/** Who may do what. */
@ConfigMapping(prefix = "semel.security")
interface AccessSettings {
    /**
     * {@code jwt}: the bearers of tokens that {@code mp.jwt.verify.*} describe, by their roles. {@code none}: everybody everything.
     * Without it nothing starts but dev mode and tests.
     */
    @WithParentName
    Optional<Mode> mode();

    /** How callers are told apart. */
    enum Mode {
        JWT,
        NONE
    }
}
