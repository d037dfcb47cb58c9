/**
 * Holds what the commands of the application share: how they run and end, their configuration, and a reader of topics. Input: the
 * configuration, read without a running Quarkus. Output: Kafka settings, a database connection, records, and exit codes.
 * Start with {@link semel.command.CommandConfig}.
 */
package semel.command;
