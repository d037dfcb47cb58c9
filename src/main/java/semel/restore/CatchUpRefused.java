package semel.restore;

/** The database cannot be completed from the topics now. Nothing was changed. */
final class CatchUpRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    CatchUpRefused(String why) {
        super(why);
    }
}
