package semel.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Processor time and memory of processes, from Linux' {@code /proc}: processor time in steps of 10 ms. */
final class Processes {
    private static final long TICK_NANOS = 10_000_000;

    /** After the name: the third of {@code man 5 proc}'s fields comes first. */
    private static final int UTIME = 14 - 3;

    private static final int ENDED_CHILDREN = UTIME + 2;

    /** HotSpot names them so; Linux keeps 15 characters of a name. */
    private static final Pattern COMPILER = Pattern.compile("C[12] CompilerThre");

    private Processes() {}

    /** Of the process alone. */
    static Duration cpu(long pid) {
        return Duration.ofNanos(ticks(pid, UTIME) * TICK_NANOS);
    }

    /** Of a server of many processes: its own, that of its children, and that of those that have ended. */
    static Duration cpuWithChildren(long pid) {
        var ticks = ticks(pid, UTIME) + ticks(pid, ENDED_CHILDREN);
        for (var child : ProcessHandle.of(pid).orElseThrow().children().toList()) {
            try {
                ticks += ticks(child.pid(), UTIME);
            } catch (UncheckedIOException ended) {
                // Its time is in its parent's next answer.
            }
        }
        return Duration.ofNanos(ticks * TICK_NANOS);
    }

    /** Of a JVM's compilers, which is part of its own: much of it says that the JVM is not warm. Nothing of a native image. */
    static Duration compilers(long pid) {
        try (var threads = Files.list(of(pid).resolve("task"))) {
            return Duration.ofNanos(threads.flatMap(Processes::compilerTicks)
                            .mapToLong(ticks -> ticks)
                            .sum()
                    * TICK_NANOS);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Stream<Long> compilerTicks(Path thread) {
        try {
            var isCompiler = COMPILER.matcher(read(thread, "comm")).lookingAt();
            return isCompiler ? Stream.of(ticks(thread, UTIME)) : Stream.empty();
        } catch (UncheckedIOException ended) {
            return Stream.empty();
        }
    }

    private static long ticks(long pid, int field) {
        return ticks(of(pid), field);
    }

    private static long ticks(Path folder, int field) {
        var stat = read(folder, "stat");
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[field]) + Long.parseLong(fields[field + 1]);
    }

    /** The most that it ever had in memory, in MiB. */
    static long peakMebibytes(long pid) {
        return read(of(pid), "status")
                        .lines()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElse(0)
                >> 10;
    }

    private static Path of(long pid) {
        return Path.of("/proc", Long.toString(pid));
    }

    private static String read(Path folder, String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
