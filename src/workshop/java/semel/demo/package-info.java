/**
 * Demonstrates the parts of exactly-once one at a time, on real servers. A {@link semel.demo.Demonstration} does one thing once, and
 * prints what happened to each record. {@link semel.demo.Demonstrations} is the command and the place to start reading. All but the last
 * one use plain Kafka clients, to be copied.
 */
package semel.demo;
