/**
 * Connections to the database, where work with it starts, and how a batch of rows goes there and comes back, in one statement.
 * Tells replicas of each other's commits. Knows no table: those belong to the rooms above.
 */
package semel.sql;
