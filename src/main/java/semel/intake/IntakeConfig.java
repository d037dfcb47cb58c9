package semel.intake;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How posts are accepted. */
@ConfigMapping(prefix = "semel.intake")
interface IntakeConfig {
    /**
     * How long a post waits for the broker's acknowledgement before it is answered 503. Longer than {@code delivery.timeout.ms} of
     * the channel {@code received} (10 s), so that the producer's own result comes first.
     */
    @WithDefault("12s")
    Duration acknowledgedWithin();

    /**
     * How long a post waits for its row in the database before it is answered 503; nothing was sent then. After the broker's
     * acknowledgement it waits as long again for the mark in its row; without it the answer is 503 too.
     */
    @WithDefault("5s")
    Duration databaseWithin();

    /**
     * Bytes of posted bodies in flight at once; a body below 4 KiB counts as 4 KiB. A post beyond it is answered 503 before it is
     * read. The heap needs about eight times as much, so the limit is at most a sixteenth of the heap.
     */
    @WithDefault("16M")
    MemorySize inFlight();

    /** How long a post may take in all, body and answer, before its connection or HTTP/2 stream is closed. */
    @WithDefault("30s")
    Duration exchangedWithin();

    /** How often to look for rows without the broker's acknowledgement. */
    @WithDefault("10s")
    Duration sweep();

    /** How often an outage of the database or the broker is logged again while it lasts. */
    @WithDefault("30s")
    Duration reminder();
}
