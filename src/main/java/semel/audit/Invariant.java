package semel.audit;

/** Lists the invariants of exactly-once, numbered as in the reliability document. */
public enum Invariant {
    I1("each request that a client saw accepted has its order, receipt or dead letter"),
    I2("only an accepted request, or one whose outcome its client does not know, has an order; a rejected one"
            + " never has"),
    I3("duplicates in the input are allowed, and counted"),
    I4("each id appears exactly once in fulfilled + refused + dead letters"),
    I5("a fulfilled order has exactly its lines in inventory, each order has one notification, and each"
            + " transaction is complete on every topic"),
    I6("published + suppressed + dead letters = exactly the offsets [first, committed) of each input partition"),
    I7("for each input partition and output partition the source offsets increase"),
    I8("at rest the last stable offset is the high watermark everywhere: no transaction is open"),
    I9("what read_committed shows, read_uncommitted shows too; what was aborted is also published"),
    I10("in the database each event has its effect once, amounts are equal, and the stock follows from its movements"),
    I11("each event below the projection's committed offsets has its row"),
    I12("the same idempotency key and body give the same order; another body is rejected"),
    I13("the backlog is empty within its time");

    private final String sentence;

    Invariant(String sentence) {
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
