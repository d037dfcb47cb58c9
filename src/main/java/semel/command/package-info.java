/**
 * Holds what the commands of the application share: their configuration, and a reader of topics. Input: the configuration, read
 * without a running Quarkus. Output: Kafka settings, a database connection, records, and failures in one line.
 * Start with {@link semel.command.CommandConfig}.
 */
package semel.command;
