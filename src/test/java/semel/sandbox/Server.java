package semel.sandbox;

import java.nio.file.Path;

/** What keeps data of its own, and can be ended and started again over them. */
public interface Server {
    boolean isAlive();

    /** Its data directory. */
    Path data();

    /** An orderly end; returns when it is gone. */
    void stop();

    /** SIGKILL; returns when it is gone. */
    void kill();

    /** After its end: again on the same port and data; returns when it answers. */
    void restart();
}
