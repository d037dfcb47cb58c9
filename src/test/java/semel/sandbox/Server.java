package semel.sandbox;

import java.nio.file.Path;

/** A server with its own data that can be ended and restarted. */
public interface Server {
    boolean isAlive();

    /** @return its data directory */
    Path data();

    /** Stops the server in order; returns when its process has ended. */
    void stop();

    /** Sends SIGKILL; returns when the process has ended. */
    void kill();

    /** Restarts an ended server with the same port and data; returns when it answers. */
    void restart();
}
