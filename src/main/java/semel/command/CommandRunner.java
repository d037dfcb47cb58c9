package semel.command;

import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Runs a command of the application, then ends the process. */
public final class CommandRunner {
    private static final int FAILED = 3;

    /** Prints its result. */
    public interface Command {
        /** @return the exit code */
        int run() throws Exception;
    }

    private CommandRunner() {}

    /**
     * Ends the process with the command's exit code. If the command throws, prints one line and ends the process with 3.
     *
     * @param failed the beginning of that line
     */
    public static void run(String failed, Command command) {
        // Libraries must not read settings or format numbers by the machine's locale.
        Locale.setDefault(Locale.ROOT);
        // The clients' log lines would hide the result.
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        Logger.getLogger("").setLevel(Level.OFF);
        try {
            System.exit(command.run());
        } catch (Throwable failure) {
            // Catches all: the clients' threads would keep the process running.
            System.err.println(failed + ": " + CommandConfig.why(failure));
            System.exit(FAILED);
        }
    }
}
