package semel.audit;

import java.util.UUID;

/** An input partition at the cut: offsets [first, next) are audited, and {@code first} is the log's start. */
public record InputEnd(String topic, UUID topicId, int partition, long first, long next) {}
