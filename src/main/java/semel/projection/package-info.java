/**
 * Applies events to PostgreSQL, idempotently. Input: batches of {@code orders}, {@code inventory} and {@code notifications},
 * read_committed; an event may occur more than once. Output: the effect of each event, once, in the database transaction that also stores
 * its id; then the committed offsets. An unreadable event is stored in quarantine and blocks nothing. Start with {@code Projection}.
 */
package semel.projection;
