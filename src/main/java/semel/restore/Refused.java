package semel.restore;

/** The database cannot be given what it lacks; it is as before. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    Refused(String why) {
        super(why);
    }
}
