package semel.intake;

/** The outcome of a send. Unknown is not failed: the record may be in the topic, or may still get there. */
sealed interface SendOutcome {
    record Acknowledged() implements SendOutcome {}

    /** This send wrote nothing, and a retry fails too until the configuration is changed. */
    record NotWritten(SendRefusal why, Throwable cause) implements SendOutcome {}

    record Unknown(Throwable cause) implements SendOutcome {}

    static SendOutcome failed(Throwable cause) {
        return SendRefusal.of(cause)
                .<SendOutcome>map(why -> new NotWritten(why, cause))
                .orElseGet(() -> new Unknown(cause));
    }
}
