/**
 * Injects faults into real processes under load, at moments drawn from a seed. The system must recover by itself and pass the full
 * proof. Input: a seed. Output: one table. Start reading at {@code FaultsIT}.
 */
package semel.fault;
