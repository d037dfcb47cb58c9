package semel.lab;

import java.util.function.Supplier;

/** Lists the ways to deliver orders that the lab compares. */
public enum Lane {
    AT_MOST_ONCE("at most once", Semantics.AT_MOST_ONCE, Semantics.AT_MOST_ONCE, AtMostOnceWork::new),
    AT_LEAST_ONCE("at least once", Semantics.AT_LEAST_ONCE, Semantics.AT_LEAST_ONCE, AtLeastOnceWork::new),
    IDEMPOTENT_CONSUMER(
            "at least once, idempotent consumer",
            Semantics.EXACTLY_ONCE,
            Semantics.AT_LEAST_ONCE,
            IdempotentConsumerWork::new),
    SEMEL("Semel", Semantics.EXACTLY_ONCE, Semantics.EXACTLY_ONCE),
    AS_DOCUMENTED("KafkaTransactions as documented", Semantics.EXACTLY_ONCE, Semantics.EXACTLY_ONCE),
    STREAMS(
            "Kafka Streams, sink at least once",
            Semantics.AT_LEAST_ONCE,
            Semantics.EXACTLY_ONCE,
            () -> new StreamsWork(new EventSink(false), 100)),
    STREAMS_IDEMPOTENT(
            "Kafka Streams, idempotent sink",
            Semantics.EXACTLY_ONCE,
            Semantics.EXACTLY_ONCE,
            () -> new StreamsWork(new EventSink(true), 100)),
    OFFSETS_IN_DATABASE("offsets in the database", Semantics.EXACTLY_ONCE, Semantics.NONE, OffsetsInDatabaseWork::new),
    OUTBOX("transactional outbox", Semantics.EXACTLY_ONCE, Semantics.AT_LEAST_ONCE, OutboxWork::new);

    private final String title;
    private final Semantics effects;
    private final Semantics events;
    private final Supplier<LaneWork> work;

    /** A lane that runs the packaged pipeline. */
    Lane(String title, Semantics effects, Semantics events) {
        this(title, effects, events, null);
    }

    Lane(String title, Semantics effects, Semantics events, Supplier<LaneWork> work) {
        this.title = title;
        this.effects = effects;
        this.events = events;
        this.work = work;
    }

    /** The promise for effects in the database. */
    Semantics effects() {
        return effects;
    }

    /** The promise for events in Kafka. */
    Semantics events() {
        return events;
    }

    boolean publishes() {
        return events != Semantics.NONE;
    }

    boolean isThePipeline() {
        return work == null;
    }

    boolean isStreams() {
        return this == STREAMS || this == STREAMS_IDEMPOTENT;
    }

    /** Whether the lane is known to break its promise; see decision 0001. */
    boolean isKnownToBreak() {
        return this == AS_DOCUMENTED;
    }

    LaneWork work() {
        return work.get();
    }

    @Override
    public String toString() {
        return title;
    }
}
