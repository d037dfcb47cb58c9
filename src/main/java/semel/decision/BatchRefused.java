package semel.decision;

/** The batch may not be decided as it was delivered; delivered again from the committed offsets it may. */
final class BatchRefused extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    BatchRefused(String why) {
        super(why);
    }
}
