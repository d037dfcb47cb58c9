package semel.view;

import java.time.Instant;
import java.util.UUID;
import semel.order.EventId;

/**
 * A notification as clients see it.
 *
 * @param notificationId the id of its event
 * @param kind what became of the order
 * @param createdAt when that was decided
 */
public record NotificationView(String notificationId, UUID orderId, String kind, Instant createdAt) {
    static NotificationView of(Notification told) {
        var event = new EventId(told.id, EventId.Kind.NOTIFICATION, 0);
        return new NotificationView(event.toString(), told.id, told.kind, told.createdAt);
    }
}
