/**
 * Proves in full that everything before a cut happened exactly once, as clients, topics and tables show it. Input: a
 * {@link semel.proof.History}, read once, and again only to name what differs. Output: a {@link semel.proof.Proof} with its
 * {@link semel.audit.Finding}s. Memory is bounded; only the readers do I/O. Start with {@link semel.proof.HistoryPass}.
 */
package semel.proof;
