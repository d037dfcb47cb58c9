/**
 * Starts the application.
 * Input: the arguments of the command line. Output: a replica, or a command that ends with its exit code. Start with {@link semel.Main}.
 */
package semel;
