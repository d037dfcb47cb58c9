package semel.view;

import java.time.Instant;
import java.util.UUID;
import semel.order.EventId;

/**
 * Shows a notification to clients.
 *
 * @param notificationId the id of its event
 * @param kind the outcome of the order
 * @param createdAt when the order was decided
 */
public record NotificationView(String notificationId, UUID orderId, String kind, Instant createdAt) {
    static NotificationView of(Notification row) {
        var event = new EventId(row.id, EventId.Kind.NOTIFICATION, 0);
        return new NotificationView(event.toString(), row.id, row.kind, row.createdAt);
    }
}
