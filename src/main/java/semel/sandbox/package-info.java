/**
 * Starts the application, and makes dev mode need nothing but a JDK. Input: the arguments and the configuration. Output: a running
 * application or command; under {@code quarkus:dev} without configuration also a real broker, a real database and sample stock. Broker and
 * database come from the build's test scope, so production has neither. Start with {@link SandboxStart}.
 */
package semel.sandbox;
