/**
 * Compares ways to deliver orders. Input: lanes, faults, and the same orders for each lane. Output: how many orders each lane lost and
 * duplicated. Each lane's work is written as a developer would write it who knows only this lane. Its workers are processes that are
 * really killed. Only the demonstrations and the benchmark depend on this package. Start reading at {@code Lab}.
 */
package semel.lab;
