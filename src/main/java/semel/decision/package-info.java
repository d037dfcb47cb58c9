/**
 * Orders to events, atomically. Comes in: batches of {@code orders-in} and {@code receipts-in}. Goes out: one Kafka transaction for each batch with its
 * events, its dead letters and its offsets, after one database transaction that claimed, decided and stored.
 *
 * <p>{@link semel.decision.Pipeline} is the way in one sentence; {@link semel.decision.Decider} is the pure part, {@link semel.decision.DecisionStore} the database's, {@link semel.decision.Emission} Kafka's.
 */
package semel.decision;
