/**
 * Did it happen once? Comes in: evidence from topics, groups and tables, gathered behind a cut. Goes out: a
 * {@link semel.audit.Report} whose verdict the pure {@link semel.audit.Examination} gives.
 *
 * <p>The full proof asks the same of everything at once, also of what clients saw. Comes in: a {@link semel.audit.History}, read
 * once, and once more to name what differs. Goes out: the {@link semel.audit.Proof}, with each
 * {@link semel.audit.Anomaly}. Pure, in bounded memory.
 */
package semel.audit;
