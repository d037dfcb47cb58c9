package semel.bench;

import java.util.Locale;

/** Names the figures that are measured, in the order of the table's columns. */
enum Figure {
    PER_SECOND("orders/s", true),
    SECOND_HALF("orders/s, second half", true),
    PUBLISHED_HALF("published/s, second half", true),
    SECOND_TENTH("orders/s, second tenth", true),
    LAST_TENTH("orders/s, last tenth", true),
    LAST_TO_SECOND("last tenth ÷ second tenth", true),
    ACCEPTED("accepted/s", true),
    APPLIED("applied/s", true),
    REFUSED("refused/s", false),
    BACKLOG("backlog at the end", false),
    ACCEPT_P50("POST p50 ms", false),
    ACCEPT_P99("POST p99 ms", false),
    P50("p50 ms", false),
    P90("p90 ms", false),
    P99("p99 ms", false),
    MAX("max ms", false),
    COLD_P50("first 30 s: p50 ms", false),
    COLD_P99("first 30 s: p99 ms", false),
    COLD_MAX("first 30 s: most behind ms", false),
    LISTENING("start to listening ms", false),
    READY("start to ready ms", false),
    FIRST("start to first order ms", false),
    CPU_APPLICATION("CPU application µs/order", false),
    COMPILERS_APPLICATION("of it compilers, application µs/order", false),
    CPU_BROKER("CPU broker µs/order", false),
    COMPILERS_BROKER("of it compilers, broker µs/order", false),
    CPU_DATABASE("CPU database µs/order", false),
    CPU("CPU all three µs/order", false),
    CPU_LOAD("CPU load µs/order", false),
    DECIDED_BATCH("orders a decided batch", true),
    APPLIED_BATCH("events an applied batch", true),
    PRUNED("orders and receipts pruned", true),
    CPU_START("CPU to the first order ms", false),
    PEAK("peak RSS MiB", false);

    private final String title;
    private final boolean isBetterHigh;

    Figure(String title, boolean isBetterHigh) {
        this.title = title;
        this.isBetterHigh = isBetterHigh;
    }

    /** Whether more of it is better. */
    boolean isBetterHigh() {
        return isBetterHigh;
    }

    static Figure of(String title) {
        for (var figure : values()) {
            if (figure.title.equals(title)) return figure;
        }
        throw new IllegalArgumentException("no figure " + title);
    }

    /** Three significant digits, or all digits before the decimal point. */
    static String text(double value) {
        return String.format(
                Locale.ROOT, Math.abs(value) >= 100 ? "%.0f" : Math.abs(value) >= 10 ? "%.1f" : "%.2f", value);
    }

    @Override
    public String toString() {
        return title;
    }
}
