/**
 * Faults on real processes, under load: each is struck at its moment, drawn from a seed; what follows must recover without a
 * hand and pass the full proof. In: a seed. Out: one table.
 */
package semel.fault;
