package semel.bench;

/** A process that tells when it works. */
interface Ready {
    boolean isReady();
}
