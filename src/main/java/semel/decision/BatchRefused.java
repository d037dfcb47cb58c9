package semel.decision;

/**
 * Rejects a batch that is partly published already, or whose ids another replica claimed. A retry from the committed offsets may succeed.
 */
final class BatchRefused extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    BatchRefused(String why) {
        super(why);
    }
}
