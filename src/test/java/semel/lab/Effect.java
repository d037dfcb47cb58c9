package semel.lab;

import java.time.Instant;
import java.util.UUID;

/**
 * One effect of an order in the database.
 *
 * @param number grows in the order in which the effects of one product came
 */
record Effect(UUID order, Instant at, long number) {}
