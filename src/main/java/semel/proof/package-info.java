/**
 * Proves in full that everything before a cut happened exactly once, as clients, topics and tables show it. Input: a
 * {@link semel.proof.History}, read once, and a second time to name what differs. Output: a {@link semel.proof.Proof} with its
 * {@link semel.audit.Finding}s. Memory is bounded, and all but the readers is pure. Start with {@link semel.proof.HistoryPass}.
 */
package semel.proof;
