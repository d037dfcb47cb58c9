/**
 * The full proof: did all of it happen once, also in the eyes of clients? Comes in: a {@link semel.proof.History} of topics and
 * tables, read once, and once more to name what differs. Goes out: the {@link semel.proof.Proof}, with each
 * {@link semel.proof.Finding}. Pure but for what reads, in bounded memory. Start at {@link semel.proof.HistoryPass}.
 */
package semel.proof;
