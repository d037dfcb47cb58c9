/**
 * Events to PostgreSQL, idempotently. Comes in: batches of {@code orders}, {@code inventory} and {@code notifications}, read_committed, each
 * event perhaps more than once. Goes out: its effect, once, in the database transaction that also remembers its id; then the
 * offsets. An event that cannot be read goes to quarantine and holds nobody up.
 */
package semel.projection;
