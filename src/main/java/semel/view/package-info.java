/**
 * REST out. Comes in: ids and names to look up. Goes out: orders, stock as the projection applied it; an order that is not applied yet, as intake received
 * it. Reads the tables of both rooms and writes none.
 */
package semel.view;
