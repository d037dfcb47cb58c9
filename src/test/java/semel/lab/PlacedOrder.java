package semel.lab;

import semel.kafka.Coordinates;
import semel.order.Order;

/** An order, and where it stands in the input. */
public record PlacedOrder(Order order, Coordinates at) {}
