/**
 * Completes a database that was restored from a backup. Input: the topics' events, dead letters and input records since
 * the backup. Output: the decision's tables as they were, and the offsets from which the projection applies its events again.
 * Start with {@link semel.restore.CatchUp}.
 */
package semel.restore;
