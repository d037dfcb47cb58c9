package semel.audit;

/** PostgreSQL's transactions, in a snapshot's text: {@code xmin:xmax:those between that were under way}. */
final class SnapshotText {
    /** A snapshot that shows all. */
    static final String ALL = shownBelow(Long.MAX_VALUE);

    private SnapshotText() {}

    /** A snapshot that shows just the transactions below this one. */
    static String shownBelow(long transaction) {
        return transaction + ":" + transaction + ":";
    }

    /** The least transaction that a snapshot does not show. */
    static long shownAllBelow(String snapshot) {
        return Long.parseLong(snapshot.split(":")[0]);
    }

    /** The first from which on it shows none. */
    static long shownNoneFrom(String snapshot) {
        return Long.parseLong(snapshot.split(":")[1]);
    }
}
