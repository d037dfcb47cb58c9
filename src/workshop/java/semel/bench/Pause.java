package semel.bench;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for the time that a measurement takes; never used to wait for an effect. */
final class Pause {
    private Pause() {}

    static void of(Duration time) {
        var end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }
}
