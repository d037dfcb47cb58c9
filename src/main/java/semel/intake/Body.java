package semel.intake;

/** The unchecked body of a JSON request: at most {@link #MAX_BYTES}. */
record Body(byte[] bytes) {
    static final int MAX_BYTES = 64 * 1024;
}
