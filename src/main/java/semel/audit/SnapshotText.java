package semel.audit;

/** Reads and writes PostgreSQL snapshots as text: {@code xmin:xmax:running transactions between}. */
final class SnapshotText {
    /** A snapshot that shows all transactions. */
    static final String ALL = shownBelow(Long.MAX_VALUE);

    private SnapshotText() {}

    /** A snapshot that shows exactly the transactions below this one. */
    static String shownBelow(long transaction) {
        return transaction + ":" + transaction + ":";
    }

    /** The lowest transaction that a snapshot may not show (xmin). */
    static long shownAllBelow(String snapshot) {
        return Long.parseLong(snapshot.split(":")[0]);
    }

    /** The lowest transaction from which on a snapshot shows none (xmax). */
    static long shownNoneFrom(String snapshot) {
        return Long.parseLong(snapshot.split(":")[1]);
    }
}
