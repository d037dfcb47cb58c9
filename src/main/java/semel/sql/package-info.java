/**
 * Opens and checks connections to PostgreSQL, bounds the wait for database work, sends and reads batches of rows in one statement, and
 * notifies replicas of each other's commits. Input: settings, statements and rows. Output: results, and {@link Committed} events. It knows
 * no table: each belongs to the package that writes it. Start with {@link Attempt} and {@link Columns}.
 */
package semel.sql;
