package semel.audit;

/** The offsets [from, to) of a partition. */
record Stretch(String topic, int partition, long from, long to) {}
