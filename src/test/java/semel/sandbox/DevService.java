package semel.sandbox;

import java.net.URI;

/** A service that listens beside broker and database while dev mode runs. Packages that depend on this one add theirs by {@link java.util.ServiceLoader}. */
public interface DevService {
    /** What the ready line calls it: a word. */
    String name();

    /**
     * Begins to listen, on loopback, until the process ends.
     *
     * @param portWished taken if free, else another; 0 is any
     * @return where it listens
     */
    URI open(int portWished);
}
