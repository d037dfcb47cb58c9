package semel.proof;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import semel.proof.History.InputPartition;
import semel.proof.History.OutputPartition;

/**
 * Reports how much of a history is read, every few seconds by its own timer: so the user sees that the proof works, even while it waits
 * for a broker or a sort.
 */
final class ReadProgress implements AutoCloseable {
    private static final Duration STEP = Duration.ofSeconds(5);

    // The server's estimates, times how often each row is read; the other tables are small compared with these.
    private static final String ROWS = """
            select coalesce(sum(times * greatest(reltuples, 0)), 0)
            from pg_class join (values ('decision', 1), ('received', 3), ('processed_event', 1)) as t(name, times)
                          on oid = to_regclass(name)
            """;

    private final LongAdder read = new LongAdder();
    private final ScheduledExecutorService clock;
    private volatile long all;
    private volatile int readings;
    private volatile long since = System.nanoTime();

    /** Reports nothing. */
    ReadProgress() {
        this.clock = null;
    }

    ReadProgress(Consumer<String> listener) {
        this.clock = Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
        });
        clock.scheduleAtFixedRate(
                () -> listener.accept(text(readings, read.sum(), all, Duration.ofNanos(System.nanoTime() - since))),
                STEP.toMillis(),
                STEP.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** @param records estimated number of records and rows in one reading */
    void expect(long records) {
        all = records;
    }

    /** Begins a full reading. */
    void begin() {
        read.reset();
        since = System.nanoTime();
        readings++;
    }

    /** Counts a record or a row. */
    void step() {
        read.increment();
    }

    /** The output topics count double, because two consumers read them. */
    static long offsets(List<InputPartition> inputs, List<OutputPartition> outputs) {
        return inputs.stream().mapToLong(input -> input.cut() - input.first()).sum()
                + outputs.stream()
                        .mapToLong(output -> 2 * (output.lastStable() - output.first()))
                        .sum();
    }

    static long rows(Connection tables) throws SQLException {
        try (var statement = tables.createStatement();
                var rows = statement.executeQuery(ROWS)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /**
     * @param readings begun so far
     * @param all an estimate; the share shown is at most 99 %
     * @param since the time since the last one began
     */
    static String text(int readings, long read, long all, Duration since) {
        if (readings == 0) {
            return "Waiting for the broker, and until everything before the cut is applied: " + since.toSeconds()
                    + " s";
        }
        var what = readings == 1 ? "Read" : "Read again, to name what differs,";
        var share = all == 0 ? 0 : Math.min(99, 100 * read / all);
        var left = share == 0 ? "" : ", about " + since.toSeconds() * (100 - share) / share + " s left";
        return String.format(Locale.ROOT, "%s %d %%: %d records and rows%s", what, share, read, left);
    }

    @Override
    public void close() {
        if (clock != null) {
            clock.shutdownNow();
        }
    }
}
