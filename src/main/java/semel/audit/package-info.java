/**
 * Did it happen once? Comes in: evidence from topics, groups and tables, gathered behind a cut. Goes out: a
 * {@link semel.audit.Report} with each {@link semel.audit.Finding}.
 */
package semel.audit;
