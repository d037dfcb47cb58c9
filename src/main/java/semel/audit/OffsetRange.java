package semel.audit;

/** A range of offsets [from, to) of a partition. */
record OffsetRange(String topic, int partition, long from, long to) {}
