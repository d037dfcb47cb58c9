/** Tests the packaged application when processes are killed, frozen, stopped, replaced or refused. Start reading at {@code RefusalIT}. */
package semel.crash;
