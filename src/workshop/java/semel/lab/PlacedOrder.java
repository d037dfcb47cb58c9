package semel.lab;

import semel.kafka.Coordinates;
import semel.order.Order;

/** Holds an order and its coordinates in the input. */
public record PlacedOrder(Order order, Coordinates at) {}
