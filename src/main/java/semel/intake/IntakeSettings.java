package semel.intake;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long a client is kept waiting. */
@ConfigMapping(prefix = "semel.intake")
interface IntakeSettings {
    /**
     * For the broker's word, then the answer is 503. Above dispatch.timeout.ms, so that the producer's own verdict comes
     * first; it also ends the wait behind others whose sends block.
     */
    @WithDefault("12S")
    Duration acknowledgedWithin();

    /**
     * For the row, then the answer is 503 and nothing was sent. And for its mark, tried again meanwhile, once the broker has the
     * record: then the answer is 503 all the same.
     */
    @WithDefault("5S")
    Duration databaseWithin();

    /**
     * Bytes of bodies that are received or answered at once, a short one counted as 4 KiB; who comes then is answered 503. Heap is
     * needed for about eight times as much, so a sixteenth of it is the bound where that is less.
     */
    @WithDefault("16M")
    MemorySize inFlight();

    /** For a whole post, body and answer; then the connection ends. */
    @WithDefault("30S")
    Duration exchangedWithin();

    /** How often rows without a mark are looked for, and how old they are then at least. */
    @WithDefault("10s")
    Duration sweep();

    /** How often an outage of the database or the broker that goes on is logged again. */
    @WithDefault("30s")
    Duration reminder();
}
