package semel.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;

/** One thing that is not as exactly-once would have it. The invariants are numbered as in the reliability document. */
@RegisterForReflection(
        targets = {
            Finding.Behind.class,
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
sealed interface Finding {
    /** Which promise is broken, {@code I1} to {@code I13}. */
    @JsonProperty
    String invariant();

    /** The kind of finding, a stable word. */
    @JsonProperty
    default String finding() {
        return getClass().getSimpleName();
    }

    /** The group has not yet committed a visible record before the cut: no verdict, rather than a bad one. */
    record Behind(String group, String topic, int partition, long committed, long end) implements Finding {
        @Override
        public String invariant() {
            return "I13";
        }
    }

    /** Acknowledged longer ago than the limit, and nothing of it is applied: something stands still. */
    record Overdue(UUID id, Instant acknowledged) implements Finding {
        @Override
        public String invariant() {
            return "I13";
        }
    }

    /** Acknowledged to a client before the cut, and never decided. */
    record Undecided(UUID id) implements Finding {
        @Override
        public String invariant() {
            return "I1";
        }
    }

    /** Decided before the cut, and nothing of it is in the tables. */
    record NotApplied(UUID id) implements Finding {
        @Override
        public String invariant() {
            return "I11";
        }
    }

    /** Decided before the cut, and the tables hold something else than exactly its effects. */
    record Torn(UUID id, String detail) implements Finding {
        @Override
        public String invariant() {
            return "I5";
        }
    }

    /** The tables hold effects of what nobody decided. */
    record Phantom(UUID id) implements Finding {
        @Override
        public String invariant() {
            return "I10";
        }
    }

    /** One event stands at n further coordinates of its topic. */
    record Repeated(UUID id, String kind, int line, long further) implements Finding {
        @Override
        public String invariant() {
            return "I4";
        }
    }

    /** A product's ledger contradicts itself, the stock applied from it, or the stock decided. */
    record StockOff(String product, String detail) implements Finding {
        @Override
        public String invariant() {
            return "I10";
        }
    }

    /** An input record is committed, and neither decided nor suppressed nor a dead letter. */
    record Untraced(String topic, int partition, long offset) implements Finding {
        @Override
        public String invariant() {
            return "I6";
        }
    }

    /** One input record was dealt with more than once. */
    record TracedTwice(String topic, int partition, long offset) implements Finding {
        @Override
        public String invariant() {
            return "I6";
        }
    }

    /** Something stems from an input record that the same transaction's progress does not cover. */
    record TracedBeyond(String topic, int partition, long offset, long decidedNext) implements Finding {
        @Override
        public String invariant() {
            return "I6";
        }
    }
}
