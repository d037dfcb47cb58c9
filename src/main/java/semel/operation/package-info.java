/**
 * Shows how the pipeline is doing.
 * Input: offsets and transactions, which the broker is asked for at intervals; the batches and records of the other packages.
 * Output: gauges, spans, latencies, and one health check. No order waits for anything here.
 * Start with {@link semel.operation.OffsetGauges}, then {@link semel.operation.Tracing}.
 */
package semel.operation;
