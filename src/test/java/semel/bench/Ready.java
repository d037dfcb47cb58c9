package semel.bench;

import java.net.URI;

/** A process that tells when it works. */
interface Ready {
    boolean isReady();

    /** Where it listens, null if it does not. */
    URI base();
}
