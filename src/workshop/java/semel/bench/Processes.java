package semel.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads processor time (in steps of 10 ms) and memory of processes from Linux' {@code /proc}. */
final class Processes {
    private static final long TICK_NANOS = 10_000_000;

    /** Fields after the name: the first is the third of {@code man 5 proc}. */
    private static final int UTIME = 14 - 3;

    private static final int ENDED_CHILDREN = UTIME + 2;

    /** HotSpot's thread names, cut by Linux after 15 characters. */
    private static final Pattern COMPILER = Pattern.compile("C[12] CompilerThre");

    private Processes() {}

    /** Processor time of the process without its children. */
    static Duration cpu(long pid) {
        return Duration.ofNanos(ticks(pid, UTIME) * TICK_NANOS);
    }

    /** Processor time of a server of many processes: its own, its children's, and that of ended children. */
    static Duration cpuWithChildren(long pid) {
        var ticks = ticks(pid, UTIME) + ticks(pid, ENDED_CHILDREN);
        for (var child : ProcessHandle.of(pid).orElseThrow().children().toList()) {
            try {
                ticks += ticks(child.pid(), UTIME);
            } catch (UncheckedIOException ended) {
                // The parent's next answer contains its time.
            }
        }
        return Duration.ofNanos(ticks * TICK_NANOS);
    }

    /** Processor time of a JVM's compilers, part of the process' own. A high share means that the JVM is not warm. Zero for a native image. */
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

    /** Peak memory of the process in MiB. */
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
