/**
 * A real Kafka broker and a real PostgreSQL in child processes, without Docker and without anything installed but a JDK.
 *
 * <p>In comes a wish for ports, out go addresses. Whatever is started here ends with the process that started it,
 * even if that one is killed, and its data is removed: each child has a {@link semel.sandbox.LastWill}.
 */
package semel.sandbox;
