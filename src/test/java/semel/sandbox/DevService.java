package semel.sandbox;

import java.net.URI;

/**
 * A service that runs beside broker and database in dev mode. Packages that depend on this one register theirs for the
 * {@link java.util.ServiceLoader}.
 */
public interface DevService {
    /** @return its name in the ready line: one word */
    String name();

    /**
     * Listens on loopback until the process ends.
     *
     * @param preferredPort used if it is free, otherwise another; 0 for any
     * @return its address
     */
    URI open(int preferredPort);
}
