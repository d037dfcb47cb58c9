package semel.sandbox;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Finds the output of the build that child processes need, and makes their commands. */
public final class BuildOutput {
    /** A property with options of the child JVMs, separated by spaces. Measurements use it to replace {@link #FAST_START}. */
    static final String JVM_OPTIONS = "semel.sandbox.jvm-options";

    /** One compiler instead of two halves the processor time of a start. */
    private static final String FAST_START = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1";

    private BuildOutput() {}

    /** @return the file that the dependency plugin writes; a property names it if the build directory is not {@code target} */
    static Path classpathFile() {
        return Path.of(System.getProperty(SandboxStart.CLASSPATH_FILE, "target/sandbox.classpath"))
                .toAbsolutePath();
    }

    /** @return a new folder for the data of one child, in the build directory so that {@code mvn clean} removes leftovers */
    static Path newFolder(String prefix) {
        try {
            return Files.createTempDirectory(Files.createDirectories(sandboxFolder()), prefix + "-");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** @return the folder of the unpacked PostgreSQL, which all runs share, and of the children's data */
    static Path sandboxFolder() {
        return classpathFile().resolveSibling("sandbox");
    }

    /**
     * Makes the command that runs a main class of the test scope in a separate, small JVM.
     *
     * @param heapMegabytes the maximum size of the heap
     * @param folder for its temporary files
     */
    public static List<String> java(int heapMegabytes, Path folder, Class<?> main, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + heapMegabytes + "m");
        command.add("-XX:-UsePerfData"); // otherwise a killed JVM leaves a file in the temporary folder
        command.add("-Djava.io.tmpdir=" + folder);
        command.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
        Collections.addAll(command, System.getProperty(JVM_OPTIONS, FAST_START).split(" +"));
        command.add("-D" + SandboxStart.CLASSPATH_FILE + "=" + classpathFile());
        command.add("-cp");
        command.add(classpath());
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    /** @return the last lines of a log, to explain a failure */
    static String tail(Path log) {
        try {
            var lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException unreadable) {
            return "(nothing in " + log + ")";
        }
    }

    /** @return the classpath of the test scope */
    public static String classpath() {
        var file = classpathFile();
        try {
            return file.resolveSibling("test-classes")
                    + File.pathSeparator
                    + file.resolveSibling("classes")
                    + File.pathSeparator
                    + Files.readString(file).strip();
        } catch (IOException failure) {
            throw new UncheckedIOException("no classpath of the sandbox: run mvnw process-test-classes once", failure);
        }
    }
}
