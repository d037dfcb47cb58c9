/**
 * What commands of the application share: its configuration, read without Quarkus, and what they say when they fail. Start with
 * {@link semel.command.CommandConfig}.
 */
package semel.command;
