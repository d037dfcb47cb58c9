package semel.view;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What is read for clients, and the streams of applied orders. */
@ConfigMapping(prefix = "semel.view")
interface ViewSettings {
    /** How many streams a replica keeps open at once; whoever comes then is answered 503. */
    @WithDefault("1000")
    int streams();

    /** How often the database is asked for new orders while somebody waits for them, once for all of them. */
    @WithDefault("150ms")
    Duration poll();

    /** After how long without an order a stream says that it is there. */
    @WithDefault("15s")
    Duration heartbeat();

    /** How long a client may leave unread what was sent; then the connection is closed. */
    @WithDefault("60s")
    Duration unread();

    /** How long a request waits for the database; then it is answered 503. */
    @WithDefault("5s")
    Duration answer();

    /** How long one reading for the streams may take. Longer than the server's own limit: it is for the connection that answers no more. */
    @WithDefault("20s")
    Duration reading();

    /** How often an outage that goes on is logged again. */
    @WithDefault("30s")
    Duration reminder();
}
