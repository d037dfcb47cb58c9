/**
 * Did it happen once? Comes in: evidence from topics, groups and tables, gathered behind a cut. Goes out: a
 * {@link semel.audit.Report} whose verdict the pure {@link semel.audit.Examination} gives.
 */
package semel.audit;
