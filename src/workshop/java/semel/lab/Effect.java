package semel.lab;

import java.time.Instant;
import java.util.UUID;

/**
 * Describes one effect of an order in the database.
 *
 * @param number grows in the order in which the effects on one product were written
 */
record Effect(UUID order, Instant at, long number) {}
