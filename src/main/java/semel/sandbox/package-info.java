/**
 * Makes dev mode need nothing but a JDK. Input: the configuration. Output: a real broker, a real database and sample stock, if
 * {@code quarkus:dev} runs without configured ones. The programs of broker and database are in the build's test scope, so production has
 * neither. Start with {@link SandboxStart}.
 */
package semel.sandbox;
