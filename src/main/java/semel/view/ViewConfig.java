package semel.view;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** REST reads, and the streams of applied orders ({@code GET /orders/stream}). */
@ConfigMapping(prefix = "semel.view")
interface ViewConfig {
    /** How many streams a replica keeps open at once; a further one is answered 503. */
    @WithDefault("1000")
    int streams();

    /**
     * How often a replica polls for applied orders while a stream waits, because the notification of a commit may be lost; one query
     * serves all streams. This is the longest delay of an order whose notification was lost.
     */
    @WithDefault("1s")
    Duration poll();

    /** How long a stream sends nothing before it sends an event without data, a heartbeat. */
    @WithDefault("15s")
    Duration heartbeat();

    /** How long a client may leave sent events unread before its connection is closed. */
    @WithDefault("60s")
    Duration unread();

    /** How long a read waits for the database before it is answered 503. */
    @WithDefault("5s")
    Duration answer();

    /**
     * How long one query for the streams may take. Longer than {@code semel.sql.transaction-timeout}: it ends the wait for a
     * connection that no longer answers.
     */
    @WithDefault("20s")
    Duration reading();

    /** How often an outage of the database is logged again while it lasts. */
    @WithDefault("30s")
    Duration reminder();
}
