package semel.projection;

import java.time.Duration;
import org.jboss.logging.Logger;

/** Something that is away: logged when it goes, now and then while it is gone, and when it is back; never once an attempt. */
final class Outage {
    private static final Logger LOG = Logger.getLogger(Outage.class);

    private final String what;
    private final Duration reminder;
    private int attempts;
    private long loggedAt;

    Outage(String what, Duration reminder) {
        this.what = what;
        this.reminder = reminder;
    }

    synchronized void failed(Throwable failure) {
        attempts++;
        if (attempts == 1 || System.nanoTime() - loggedAt >= reminder.toNanos()) {
            loggedAt = System.nanoTime();
            LOG.errorf(failure, "%s failed, tried again until it succeeds attempts=%d", what, attempts);
        }
    }

    synchronized void over() {
        if (attempts > 0) {
            LOG.infof("%s succeeded again attempts=%d", what, attempts);
            attempts = 0;
        }
    }
}
