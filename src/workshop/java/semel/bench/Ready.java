package semel.bench;

import java.net.URI;

/** Tells when a process is ready. */
interface Ready {
    boolean isReady();

    /** The address it listens on, or null. */
    URI base();
}
