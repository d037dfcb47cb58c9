/**
 * Completes a database that was restored from a back-up. Input: the topics' events, dead letters and input records since
 * the back-up. Output: the decision's tables as they were, and the offsets from which the projection applies its events again.
 * Start with {@link semel.restore.CatchUp}.
 */
package semel.restore;
