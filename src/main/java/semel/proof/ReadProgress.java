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
 * How much of a history is read. A clock of its own tells it every few seconds, so that also what waits for a broker or a sort is
 * seen to be alive.
 */
final class ReadProgress implements AutoCloseable {
    private static final Duration STEP = Duration.ofSeconds(5);

    // Estimates of the server, by how often their rows are read; the other tables are small beside these.
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

    /** Tells nobody. */
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

    /** Records and rows that one reading will come to, more or less. */
    void expect(long records) {
        all = records;
    }

    /** One reading of all of it. */
    void begin() {
        read.reset();
        since = System.nanoTime();
        readings++;
    }

    /** A record or a row. */
    void step() {
        read.increment();
    }

    /** The output topics are read by two readers side by side. */
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
     * @param all as expected; what is expected is never all that comes
     * @param since the last one began
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
