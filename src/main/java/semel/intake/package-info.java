/**
 * REST in. Comes in: bodies and idempotency keys of anybody's making. Goes out: records in {@code orders-in} and {@code receipts-in}, and to the client a
 * 202 only for what the broker acknowledged and whose row says so. Each POST is a row of {@code received} before it is a record, so that a retry under the same key finds the
 * same id and sends the same bytes. An operator has the record of a dead letter copied to its input in the same way.
 */
package semel.intake;
