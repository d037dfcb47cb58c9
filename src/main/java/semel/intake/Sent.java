package semel.intake;

/** What became of a send. Unknown is not failed: the record may stand in the topic, or may come to. */
sealed interface Sent {
    record Acknowledged() implements Sent {}

    /** Not written by this send, and a retry would end the same way until somebody changes the configuration. */
    record Refused(Refusal why, Throwable cause) implements Sent {}

    record Unknown(Throwable cause) implements Sent {}

    static Sent failed(Throwable cause) {
        return Refusal.of(cause).<Sent>map(why -> new Refused(why, cause)).orElseGet(() -> new Unknown(cause));
    }
}
