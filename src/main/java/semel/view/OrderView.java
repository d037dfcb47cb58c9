package semel.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import semel.order.Order;

/**
 * Shows an order to clients.
 *
 * @param reason null unless it was refused or failed
 * @param total minor units of the currency
 * @param decidedAt null until it is applied or failed
 * @param appliedAt null until it is applied
 */
public record OrderView(
        UUID orderId,
        String customerId,
        Status status,
        String reason,
        String currency,
        long total,
        List<Line> lines,
        Instant acceptedAt,
        Instant decidedAt,
        Instant appliedAt) {
    public enum Status {
        ACCEPTED,
        FULFILLED,
        REFUSED,
        /** The policy threw: a dead letter until an operator redrives it. */
        FAILED
    }

    /** unitPrice in minor units per piece. */
    public record Line(String productId, int quantity, long unitPrice) {}

    private static final String POLICY_FAILED = "POLICY_FAILED";

    /** @param failedAt when the policy threw for this order, null if it did not */
    static OrderView received(Order order, Instant failedAt) {
        return new OrderView(
                order.id().value(),
                order.customer().value(),
                failedAt == null ? Status.ACCEPTED : Status.FAILED,
                failedAt == null ? null : POLICY_FAILED,
                order.currency().getCurrencyCode(),
                order.total().minorUnits(),
                lines(order),
                order.acceptedAt(),
                failedAt,
                null);
    }

    private static List<Line> lines(Order order) {
        return order.lines().stream()
                .map(line -> new Line(
                        line.product().value(),
                        line.quantity(),
                        line.unitPrice().minorUnits()))
                .toList();
    }

    static OrderView applied(CustomerOrder order, ObjectMapper json) {
        return new OrderView(
                order.id,
                order.customer,
                Status.valueOf(order.status),
                order.reason,
                order.currency,
                order.total,
                lines(order, json),
                order.acceptedAt,
                order.decidedAt,
                order.appliedAt);
    }

    private static List<Line> lines(CustomerOrder order, ObjectMapper json) {
        try {
            return List.of(json.readValue(order.lines, Line[].class));
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException(
                    "the lines of order " + order.id + " cannot be read, though the projection wrote them", unreadable);
        }
    }
}
