/**
 * Measures the pipeline and its peers on the same broker and the same PostgreSQL: {@code ./mvnw -Pbench}. Input: system
 * properties ({@link semel.bench.BenchPlan}). Output: a table, and {@code docs/evidence/performance.csv}. A run that loses or duplicates an order has
 * no figures. Start reading at {@link semel.bench.Bench}.
 */
package semel.bench;
