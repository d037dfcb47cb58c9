/**
 * REST and SSE out. Comes in: ids and names to look up, and where to go on in a list. Goes out: orders, stock, its movements and notifications as the
 * projection applied them; an order that is not applied yet, as intake received it; each applied order once, as it is applied. Reads the tables of both
 * rooms and writes none.
 */
package semel.view;
