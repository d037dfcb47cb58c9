package semel.audit;

/** Holds the remedies that several findings share, in Markdown. */
final class Remedies {
    static final String PUBLISH = "[Publish it again](../how-to/answer-dirty.md#publish-an-order-again).";

    static final String REBUILD =
            "If the topics are right, [rebuild the projection](../how-to/answer-dirty.md#rebuild-the-projection).";

    static final String RECOVER =
            "[Recover a refused offset](../how-to/recover-a-refused-offset.md), or start replicas.";

    static final String CORRECT =
            "Find the cause. Tell the readers which ids to correct: [answer DIRTY](../how-to/answer-dirty.md).";

    private Remedies() {}
}
