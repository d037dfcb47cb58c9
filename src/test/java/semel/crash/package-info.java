/** The packaged application under faults that end or stop processes: real replicas, really killed and really frozen. */
package semel.crash;
