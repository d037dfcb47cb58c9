package semel.audit;

import java.util.UUID;

/** An input partition at the cut: the offsets [first, next) are judged; first is where the broker's log starts. */
public record InputEnd(String topic, UUID topicId, int partition, long first, long next) {}
