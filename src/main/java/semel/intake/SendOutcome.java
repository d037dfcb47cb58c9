package semel.intake;

/** What became of a send. Unknown is not failed: the record may stand in the topic, or may come to. */
sealed interface SendOutcome {
    record Acknowledged() implements SendOutcome {}

    /** Not written by this send, and a retry would end the same way until somebody changes the configuration. */
    record NotWritten(SendRefusal why, Throwable cause) implements SendOutcome {}

    record Unknown(Throwable cause) implements SendOutcome {}

    static SendOutcome failed(Throwable cause) {
        return SendRefusal.of(cause)
                .<SendOutcome>map(why -> new NotWritten(why, cause))
                .orElseGet(() -> new Unknown(cause));
    }
}
