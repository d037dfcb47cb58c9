/**
 * Shows operators how the pipeline is doing: the lag of the groups, and transactions that block readers. Input: offsets and
 * transactions, read from the broker periodically. Output: gauges, log lines and a health check. Takes no part in processing
 * orders. Start reading at {@code OffsetGauges}.
 */
package semel.operation;
