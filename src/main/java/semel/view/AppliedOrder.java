package semel.view;

/**
 * An applied order of the stream, serialized once for all clients.
 *
 * @param owner "" if the caller was not signed in, or if the order did not come through intake
 * @param json as {@code GET /orders/{orderId}} answers it
 */
record AppliedOrder(StreamPosition position, String owner, String json) {}
