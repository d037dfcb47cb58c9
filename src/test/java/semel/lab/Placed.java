package semel.lab;

import semel.order.Order;
import semel.wire.Coordinates;

/** An order, and where it stands in the input. */
public record Placed(Order order, Coordinates at) {}
