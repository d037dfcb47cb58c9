package semel.intake;

/** A request's body as it came: JSON by its content type and at most {@link #MAX_BYTES}, nothing else is known of it. */
record Body(byte[] bytes) {
    static final int MAX_BYTES = 64 * 1024;
}
