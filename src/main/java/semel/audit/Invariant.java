package semel.audit;

/** What exactly-once means here, numbered and worded as in the reliability document, in short. */
public enum Invariant {
    I1("what a client saw accepted is an order"),
    I2("an order was accepted, or its client does not know; what was rejected never appears"),
    I3("more than one copy in the input is allowed, and counted"),
    I4("each id appears once in fulfilled + refused + dead letters"),
    I5("an order has exactly its lines and one notification; each transaction is complete on every topic"),
    I6("sources published + suppressed + dead letters = exactly [first, committed) of each input partition"),
    I7("per input and output partition source offsets increase"),
    I8("at rest the last stable offset is the high watermark everywhere"),
    I9("read_committed is part of read_uncommitted; each aborted source also appears committed"),
    I10("in the database each event has its effect once, amounts are equal, and the stock follows from its movements"),
    I11("all below the projection's committed offsets has its row"),
    I12("same idempotency key and body, same order; another body, rejected"),
    I13("nothing is behind when it should be through");

    private final String sentence;

    Invariant(String sentence) {
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
