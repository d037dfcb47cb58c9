package semel.view;

import java.util.List;

/**
 * A part of a list.
 *
 * @param next the cursor to go on with, null at the end
 */
public record Page<T>(List<T> items, String next) {}
