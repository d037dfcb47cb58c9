package semel.kit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import semel.sandbox.BuildOutput;

/**
 * Runs a command of a Maven profile in a new JVM, with the class path of the tests. It ends Maven's JVM with the command's exit
 * code, because Maven would print a stack trace after the command's last line.
 */
public final class Fork {
    /** The commands write English; the library of the progress bar writes numbers in the machine's locale. */
    private static final List<String> LOCALE = List.of("-Duser.language=en", "-Duser.country=US");

    private Fork() {}

    /** @param arguments options of the JVM, the main class, its arguments */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", BuildOutput.classpath()));
        command.addAll(LOCALE);
        command.addAll(Arrays.asList(arguments));
        System.out.flush();
        System.exit(new ProcessBuilder(command).inheritIO().start().waitFor());
    }
}
