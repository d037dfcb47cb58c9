/**
 * Every way to deliver, side by side: the same orders through each lane under the same troubles, and what each lost and doubled.
 * A lane's work is written as one would write it who knows only this lane; its workers are processes that are really killed.
 * Only the demonstrations and the benchmark depend on it, and nothing of it is in the product.
 */
package semel.lab;
