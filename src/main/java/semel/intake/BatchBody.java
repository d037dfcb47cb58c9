package semel.intake;

/**
 * The unchecked body of a batch: at most {@link #MAX_BYTES}, enough for a thousand orders of seven lines.
 *
 * @param isLines whether its content type is lines of JSON, not one JSON array
 */
record BatchBody(byte[] bytes, boolean isLines) {
    static final int MAX_BYTES = 1024 * 1024;
    static final int MAX_ORDERS = 1_000;
    static final String LINES = "application/x-ndjson";
}
