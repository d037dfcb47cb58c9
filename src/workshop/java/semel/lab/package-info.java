/**
 * Compares ways to deliver orders. Input: lanes, faults, and the same orders for each lane. Output: how many orders each lane lost and
 * duplicated. Each lane is written as by a developer who knows only this lane. Its workers are processes, so that they can be killed.
 * Only the demonstrations and the benchmark depend on this package. Start reading at {@code Lab}.
 */
package semel.lab;
