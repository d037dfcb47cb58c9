/**
 * Dev mode with nothing installed but a JDK: the application's entry, which starts a real broker and a real database
 * first if {@code quarkus:dev} runs and none are configured, and the sample stock. What it starts lies in the test
 * scope of the build, so that production gets none of it.
 */
package semel.sandbox;
