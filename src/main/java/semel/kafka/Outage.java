package semel.kafka;

import java.time.Duration;
import org.jboss.logging.Logger;

/** Logs an outage when it begins, again after each reminder, and when it is over; not once per attempt. */
public final class Outage {
    private static final Logger LOG = Logger.getLogger(Outage.class);

    private final String what;
    private final Duration reminder;
    private int attempts;
    private long loggedAt;
    private boolean isStopped;

    /**
     * @param what names the attempted work
     * @param reminder how often a lasting outage is logged again
     */
    public Outage(String what, Duration reminder) {
        this.what = what;
        this.reminder = reminder;
    }

    /** The attempted work. */
    public String what() {
        return what;
    }

    public synchronized void failed(Throwable failure) {
        if (isStopped) {
            return;
        }
        attempts++;
        // FatalErrors must see an error that no retry cures.
        if (attempts == 1
                || System.nanoTime() - loggedAt >= reminder.toNanos()
                || FailureKind.isBeyondRepair(failure)) {
            loggedAt = System.nanoTime();
            LOG.errorf(failure, "%s failed attempts=%s", what, attempts);
        }
    }

    /** Logs no more failures: the application stops, and closes what an attempt in progress uses. */
    public synchronized void stop() {
        isStopped = true;
    }

    public synchronized void over() {
        if (attempts > 0) {
            LOG.infof("%s succeeded again attempts=%s", what, attempts);
            attempts = 0;
        }
    }
}
