package semel.restore;

/** The database cannot be given what it lacks; it is as before. */
final class CatchUpRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    CatchUpRefused(String why) {
        super(why);
    }
}
