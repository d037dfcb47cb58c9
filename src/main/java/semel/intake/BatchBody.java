package semel.intake;

/**
 * The body of a batch as it came: at most {@link #MAX_BYTES}, nothing else is known of it. A thousand orders of seven lines
 * have room in it.
 *
 * @param isLines whether its content type says lines of JSON, or else one JSON array
 */
record BatchBody(byte[] bytes, boolean isLines) {
    static final int MAX_BYTES = 1024 * 1024;
    static final int MAX_ORDERS = 1_000;
    static final String LINES = "application/x-ndjson";
}
