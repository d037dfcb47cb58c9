package semel.audit;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;

/** One thing that is not as exactly-once would have it. The invariants are numbered as in the reliability document. */
@RegisterForReflection(
        targets = {
            Finding.Behind.class,
            Finding.OpenTransaction.class,
            Finding.Overdue.class,
            Finding.Undecided.class,
            Finding.NotApplied.class,
            Finding.Torn.class,
            Finding.Phantom.class,
            Finding.Repeated.class,
            Finding.StockOff.class,
            Finding.Untraced.class,
            Finding.TracedTwice.class,
            Finding.TracedBeyond.class
        })
public sealed interface Finding {
    /** Which promise is broken, {@code I1} to {@code I13}. */
    @JsonProperty
    String invariant();

    /** The kind of finding, a stable word. */
    @JsonProperty
    default String finding() {
        return getClass().getSimpleName();
    }

    /** Whether it says only that not everything before the cut is decided, published and applied yet. */
    @JsonIgnore
    default boolean isPending() {
        return false;
    }

    /**
     * A group has not yet committed a record before the cut.
     *
     * @param lastStable where readers of the partition come to a halt; below the end, a transaction is open
     */
    record Behind(
            String group,
            String topic,
            int partition,
            long committed,
            @JsonIgnore long lastStable,
            long end) implements Finding {
        @Override
        public String invariant() {
            return "I13";
        }

        @Override
        public boolean isPending() {
            return true;
        }

        @JsonIgnore
        boolean isHeldUp() {
            return lastStable < end;
        }
    }

    /**
     * A transaction is open and keeps the pipeline from what stands behind it.
     *
     * @param transactionalId empty where the broker does not tell it
     * @param offset of its first record in the partition
     * @param seconds since it began, or since its last record where the broker does not tell the beginning
     */
    record OpenTransaction(
            String topic, int partition, long offset, long producerId, String transactionalId, long seconds)
            implements Finding {
        static OpenTransaction of(semel.wire.OpenTransaction open) {
            return new OpenTransaction(
                    open.at().topic(),
                    open.at().partition(),
                    open.firstOffset(),
                    open.producerId(),
                    open.transactionalId(),
                    open.age().toSeconds());
        }

        @Override
        public String invariant() {
            return "I8";
        }

        @Override
        public boolean isPending() {
            return true;
        }
    }

    /** An order or receipt was acknowledged longer ago than {@code semel.audit.limit}, and nothing of it is applied. */
    record Overdue(UUID id, Instant acknowledged) implements Finding {
        @Override
        public String invariant() {
            return "I13";
        }
    }

    /** An order or receipt was acknowledged to a client before the cut and never decided. */
    record Undecided(UUID id) implements Finding {
        @Override
        public String invariant() {
            return "I1";
        }
    }

    /** An order or receipt was decided before the cut, and none of its effects is in the tables. */
    record NotApplied(UUID id) implements Finding {
        @Override
        public String invariant() {
            return "I11";
        }
    }

    /** An order or receipt was decided before the cut, and the tables have other effects than exactly its own. */
    record Torn(UUID id, String detail) implements Finding {
        @Override
        public String invariant() {
            return "I5";
        }
    }

    /** The tables have effects of an order or receipt that was never decided. */
    record Phantom(UUID id) implements Finding {
        @Override
        public String invariant() {
            return "I10";
        }
    }

    /** An event was met again at further coordinates of its topic. */
    record Repeated(UUID id, String kind, int line, long further) implements Finding {
        @Override
        public String invariant() {
            return "I4";
        }
    }

    /** The ledger of a product contradicts itself, its applied stock, or its decided stock. */
    record StockOff(String product, String detail) implements Finding {
        @Override
        public String invariant() {
            return "I10";
        }
    }

    /** The offset of an input record is committed, and the record is neither decided nor suppressed nor a dead letter. */
    record Untraced(String topic, int partition, long offset) implements Finding {
        @Override
        public String invariant() {
            return "I6";
        }
    }

    /** An input record was decided, suppressed or made a dead letter more than once. */
    record TracedTwice(String topic, int partition, long offset) implements Finding {
        @Override
        public String invariant() {
            return "I6";
        }
    }

    /** A decision, a suppression or a dead letter comes from an input record beyond the progress in the database. */
    record TracedBeyond(String topic, int partition, long offset, long decidedNext) implements Finding {
        @Override
        public String invariant() {
            return "I6";
        }
    }
}
