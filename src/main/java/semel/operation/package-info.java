/**
 * Shows how the pipeline is doing.
 * Input: what the broker says of topics, groups and transactions, asked at intervals and never waited for; the batches and records that the other packages work
 * on. Output: gauges, spans, latencies, and one health check. No order waits for anything here.
 * Start with {@link semel.operation.OffsetGauges}, then {@link semel.operation.Tracing}.
 */
package semel.operation;
