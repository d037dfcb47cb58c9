/**
 * How the pipeline as a whole is doing, for whoever keeps it running: how far the groups are behind, and what holds readers up. Comes in: what the
 * broker says of topics, groups and transactions, asked now and then and never waited for. Goes out: gauges. Nothing here takes part in an order's way.
 */
package semel.operation;
