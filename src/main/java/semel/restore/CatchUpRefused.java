package semel.restore;

/** What the database lacks cannot be restored; nothing was changed. */
final class CatchUpRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    CatchUpRefused(String why) {
        super(why);
    }
}
