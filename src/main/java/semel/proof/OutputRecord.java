package semel.proof;

import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.UUID;
import semel.kafka.Coordinates;
import semel.order.Event;

/** A record of an output topic. */
public sealed interface OutputRecord extends History.LazyRecord {
    Coordinates at();

    @Override
    default long offset() {
        return at().offset();
    }

    @Override
    default OutputRecord published() {
        return this;
    }

    /** A record of the pipeline, with what its headers {@code src} and {@code tx} say. */
    sealed interface Traced extends OutputRecord {
        Coordinates source();

        Transaction transaction();

        /** The order or receipt, null where nobody can tell. */
        UUID subject();

        /** Of the order's request, null where the load gave none. */
        Sequence sequence();

        /** The same record, from another place. */
        Traced from(Coordinates source);

        /** Whether it stems from the copy of a dead record: then that one's dead letter is the answer to the request. */
        boolean isRedriven();
    }

    /** @param sequence null but for orders of a load that counts */
    record PublishedEvent(
            Coordinates at,
            Coordinates source,
            Transaction transaction,
            Event event,
            Sequence sequence,
            boolean isRedriven)
            implements Traced {
        public PublishedEvent {
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(transaction, "transaction");
        }

        /** Of a record that was never dead. */
        public PublishedEvent(
                Coordinates at, Coordinates source, Transaction transaction, Event event, Sequence sequence) {
            this(at, source, transaction, event, sequence, false);
        }

        @Override
        public PublishedEvent from(Coordinates other) {
            return new PublishedEvent(at, other, transaction, event, sequence, isRedriven);
        }

        @Override
        public UUID subject() {
            return event.id().subject();
        }
    }

    /**
     * @param subject null if the input could not be read, or was not what intake accepted under its id
     * @param reason of its header, null if it has none
     * @param detail of its header, null if it has none
     */
    record DeadLetter(
            Coordinates at,
            Coordinates source,
            Transaction transaction,
            UUID subject,
            Sequence sequence,
            boolean isRedriven,
            String reason,
            String detail)
            implements Traced {
        /** Of a record that was not dead before. */
        public DeadLetter(
                Coordinates at, Coordinates source, Transaction transaction, UUID subject, Sequence sequence) {
            this(at, source, transaction, subject, sequence, false, null, null);
        }

        @Override
        public DeadLetter from(Coordinates other) {
            return new DeadLetter(at, other, transaction, subject, sequence, isRedriven, reason, detail);
        }
    }

    /**
     * No event, or one without its headers: not by the pipeline.
     *
     * @param content hash of the record's key and value
     */
    record ForeignRecord(Coordinates at, long content) implements OutputRecord {}

    /**
     * @param instance with its run: {@code instance/run}
     * @param counter new for each attempt
     * @param records how many it has on each topic, each at least 1
     */
    record Transaction(String instance, long counter, SortedMap<String, Integer> records) {
        /** Of what only the tables remember. */
        static final Transaction UNKNOWN = new Transaction("", 0, Collections.emptySortedMap());

        @Override
        public String toString() {
            return instance + ":" + counter;
        }
    }

    /** The number-th request (0, 1, 2, …) of one source of load. */
    record Sequence(String source, long number) {
        @Override
        public String toString() {
            return source + "#" + number;
        }
    }
}
