/**
 * REST requests that write: orders, batches, receipts and redrives. Input: request bodies and idempotency keys. Output: records in
 * {@code orders-in} and {@code receipts-in}, and 202 to the client only if the broker acknowledged the record and its row is marked.
 *
 * <p>Each POST writes a row of {@code received} before its record is sent, so that a retry with the same key finds the same id and sends
 * the same bytes. Start with {@code Intake}.
 */
package semel.intake;
