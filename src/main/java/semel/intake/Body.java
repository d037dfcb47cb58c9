package semel.intake;

/** The body of a JSON request, not parsed yet: at most {@link #MAX_BYTES}. */
record Body(byte[] bytes) {
    static final int MAX_BYTES = 64 * 1024;
}
