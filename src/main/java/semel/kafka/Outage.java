package semel.kafka;

import java.time.Duration;
import org.jboss.logging.Logger;

/** Something that is away: logged when it goes, now and then while it is gone, and when it is back; never once an attempt. */
public final class Outage {
    private static final Logger LOG = Logger.getLogger(Outage.class);

    private final String what;
    private final Duration reminder;
    private int attempts;
    private long loggedAt;

    /**
     * @param what is done each time
     * @param reminder how often an outage that goes on is logged again
     */
    public Outage(String what, Duration reminder) {
        this.what = what;
        this.reminder = reminder;
    }

    /** What is done each time. */
    public String what() {
        return what;
    }

    public synchronized void failed(Throwable failure) {
        attempts++;
        // FatalErrors has to see what no repetition cures.
        if (attempts == 1
                || System.nanoTime() - loggedAt >= reminder.toNanos()
                || FailureKind.isBeyondRepair(failure)) {
            loggedAt = System.nanoTime();
            LOG.errorf(failure, "%s failed attempts=%s", what, attempts);
        }
    }

    public synchronized void over() {
        if (attempts > 0) {
            LOG.infof("%s succeeded again attempts=%s", what, attempts);
            attempts = 0;
        }
    }
}
