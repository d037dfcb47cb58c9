/**
 * Gives a database that was restored to an earlier time what it lacks. Input: the events, dead letters and input records that the
 * topics have of the time after the back-up. Output: the decision's tables as they were, and the offset from which the projection
 * applies its events again. Start with {@link semel.restore.CatchUp}.
 */
package semel.restore;
