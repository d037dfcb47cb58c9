/** How a batch of rows goes to the database and comes back, in one statement, and where that starts. Knows no table: those belong to the rooms above. */
package semel.sql;
