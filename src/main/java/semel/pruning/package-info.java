/**
 * Removes the history that is older than the horizon. Input: the tables, where the topics' logs start, a CLEAN verdict of the audit.
 * Output: fewer rows, and the point at which the kept history begins. Start with {@link semel.pruning.Pruning}.
 *
 * @see "docs/explanation/decisions/0039-history-is-pruned-behind-a-point.md"
 */
package semel.pruning;
