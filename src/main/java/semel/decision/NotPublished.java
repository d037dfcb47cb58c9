package semel.decision;

/** The batch's transaction is not known to be committed. Not known is not the same as aborted. */
final class NotPublished extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotPublished(String why, Throwable cause) {
        super(why, cause);
    }
}
