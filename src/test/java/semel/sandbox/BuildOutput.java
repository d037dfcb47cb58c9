package semel.sandbox;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Where the build left what the child processes need. */
public final class BuildOutput {
    /** Replaces {@link #SOON_READY}, for measurements: options of the child JVMs, separated by spaces. */
    static final String JVM_OPTIONS = "semel.sandbox.jvm-options";

    /** One compiler instead of two halves the processor time until ready. */
    private static final String SOON_READY = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1";

    private BuildOutput() {}

    /** The file that the dependency plugin writes; a property names it if the build directory is not {@code target}. */
    static Path classpathFile() {
        return Path.of(System.getProperty(SandboxStart.CLASSPATH_FILE, "target/sandbox.classpath"))
                .toAbsolutePath();
    }

    /** A new folder for one child's data, inside the build directory: a {@code mvn clean} takes whatever stays. */
    static Path newFolder(String prefix) {
        try {
            return Files.createTempDirectory(Files.createDirectories(sandboxFolder()), prefix + "-");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Holds the unpacked PostgreSQL, which all runs share, and a folder for each child. */
    static Path sandboxFolder() {
        return classpathFile().resolveSibling("sandbox");
    }

    /**
     * The command that runs a main class of the test scope in a JVM of its own, small and soon ready.
     * @param heapMegabytes the largest heap
     * @param folder where it may leave temporary files
     */
    public static List<String> java(int heapMegabytes, Path folder, Class<?> main, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + heapMegabytes + "m");
        command.add("-XX:-UsePerfData"); // else a killed JVM leaves its file in the temporary folder
        command.add("-Djava.io.tmpdir=" + folder);
        command.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
        Collections.addAll(command, System.getProperty(JVM_OPTIONS, SOON_READY).split(" +"));
        command.add("-D" + SandboxStart.CLASSPATH_FILE + "=" + classpathFile());
        command.add("-cp");
        command.add(classpath());
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    /** The end of a log, to explain a failure. */
    static String tail(Path log) {
        try {
            var lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException unreadable) {
            return "(nothing in " + log + ")";
        }
    }

    /** Of the test scope, as the compiler and a JVM take it. */
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
