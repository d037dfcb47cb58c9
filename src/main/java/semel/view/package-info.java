/**
 * Serves the REST reads and the SSE stream of applied orders. Input: requests with ids, filters and cursors, and the tables of intake,
 * decision and projection, which it only reads. Output: applied orders, stock, movements and notifications; orders that are
 * not applied yet, as they were received; dead letters. Start with {@link OrderViewResource} and {@link OrderStreamResource}.
 */
package semel.view;
