/**
 * Turns orders and receipts into events, exactly once. Input: batches of {@code orders-in} and {@code receipts-in}. Output: for
 * each batch a database transaction that claims, decides and stores; then a Kafka transaction with the events, dead letters and input
 * offsets.
 *
 * <p>Start with {@link semel.decision.Pipeline}, which calls the steps in order. {@link semel.decision.Decider} is the pure
 * part, {@link semel.decision.DecisionStore} the database's, {@link semel.decision.Emission} Kafka's.
 */
package semel.decision;
