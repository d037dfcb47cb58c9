package semel.view;

/**
 * An order in the stream, written once for all who follow it.
 *
 * @param owner "" where nobody signed in, or where it did not come through intake
 * @param json as at the order's own address
 */
record AppliedOrder(StreamPosition position, String owner, String json) {}
