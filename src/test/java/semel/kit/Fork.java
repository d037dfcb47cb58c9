package semel.kit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import semel.sandbox.BuildOutput;

/**
 * Runs a command of a profile in a JVM of its own, on the class path of the tests. It runs in Maven's JVM itself and ends it with the
 * command's exit code, so that the command's last line is the last one: Maven would add a stack trace.
 */
public final class Fork {
    private Fork() {}

    /** @param arguments options of the JVM, the main class, its arguments */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", BuildOutput.classpath()));
        command.addAll(Arrays.asList(arguments));
        System.out.flush();
        System.exit(new ProcessBuilder(command).inheritIO().start().waitFor());
    }
}
