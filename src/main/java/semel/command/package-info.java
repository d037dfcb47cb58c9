/**
 * Reads configuration and formats failures for the commands of the application. Input: the configuration, read without Quarkus.
 * Output: Kafka settings, a database connection, and failures in one line. Start with {@link semel.command.CommandConfig}.
 */
package semel.command;
