package semel.problem;

import java.time.Duration;
import org.jboss.logging.Logger;

/** Logs requests that were answered as unavailable: the first one, then at most once a minute how many came since. */
final class UnansweredLog {
    private static final Duration REMINDER = Duration.ofMinutes(1);
    private static final Logger LOG = Logger.getLogger(UnansweredLog.class);

    private int requests;
    private long loggedAt;
    private boolean isLogged;

    synchronized void add(Throwable failure) {
        requests++;
        if (!isLogged || System.nanoTime() - loggedAt >= REMINDER.toNanos()) {
            LOG.errorf(failure, "requests answered as unavailable requests=%s", requests);
            isLogged = true;
            loggedAt = System.nanoTime();
            requests = 0;
        }
    }
}
