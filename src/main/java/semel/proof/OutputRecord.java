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

    /** A record of the pipeline, with its headers {@code src} and {@code tx}. */
    sealed interface Traced extends OutputRecord {
        Coordinates source();

        Transaction transaction();

        /** The id of the order or receipt, null if unknown. */
        UUID subject();

        /** The sequence of the order's request, null if it has none. */
        Sequence sequence();

        /** The same record with another source. */
        Traced from(Coordinates source);

        /** Whether its source is a redriven copy: then the dead letter of the original record answers the request. */
        boolean isRedriven();
    }

    /** @param sequence null except for orders of a load that numbers its requests */
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

        /** An event whose source is no redriven copy. */
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
     * @param subject null if the input record could not be read, or is not the one that intake accepted with its id
     * @param reason its header, null if it has none
     * @param detail its header, null if it has none
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
        /** A dead letter whose source is no redriven copy. */
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
     * A record that is no event, or lacks the headers: not written by the pipeline.
     *
     * @param content hash of the record's key and value
     */
    record ForeignRecord(Coordinates at, long content) implements OutputRecord {}

    /**
     * A transaction of the decision, from the header {@code tx}.
     *
     * @param instance the replica and its run: {@code instance/run}
     * @param counter new for each attempt
     * @param records number of records by topic, each at least 1
     */
    record Transaction(String instance, long counter, SortedMap<String, Integer> records) {
        /** For events that only the tables have. */
        static final Transaction UNKNOWN = new Transaction("", 0, Collections.emptySortedMap());

        @Override
        public String toString() {
            return instance + ":" + counter;
        }
    }

    /** Numbers the requests (0, 1, 2, …) of one source of load. */
    record Sequence(String source, long number) {
        @Override
        public String toString() {
            return source + "#" + number;
        }
    }
}
