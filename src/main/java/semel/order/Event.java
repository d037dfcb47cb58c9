package semel.order;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** A published event: the same value, to the byte, at every re-emission. */
public sealed interface Event {
    EventId id();

    /** When it was decided, to the microsecond. */
    Instant at();

    /** An order was fulfilled, or refused for a reason. */
    record OrderDecided(Order order, Optional<Reason> refusal, Instant at) implements Event {
        public OrderDecided {
            Objects.requireNonNull(order, "order");
            Objects.requireNonNull(refusal, "refusal");
            Objects.requireNonNull(at, "at");
        }

        public Outcome outcome() {
            return refusal.isPresent() ? Outcome.REFUSED : Outcome.FULFILLED;
        }

        @Override
        public EventId id() {
            return new EventId(order.id().value(), EventId.Kind.ORDER, 0);
        }
    }

    /**
     * A product's stock changed by change pieces (negative for an order's line) to balance. The changes of a product are numbered 1, 2, 3,
     * … without a gap. A change is at most {@link Receipt#MAX_QUANTITY} pieces, so that the sum of a product's changes stays within a long.
     */
    record StockMoved(EventId id, ProductId product, long change, long number, long balance, Instant at)
            implements Event {
        public StockMoved {
            Objects.requireNonNull(product, "product");
            Objects.requireNonNull(at, "at");
            if (id.kind() != EventId.Kind.INVENTORY) {
                throw new IllegalArgumentException("a stock movement's id must be of kind INVENTORY, was " + id);
            }
            if (Math.abs(change) > Receipt.MAX_QUANTITY || change == Long.MIN_VALUE) {
                throw new IllegalArgumentException("a stock movement's change must be at most " + Receipt.MAX_QUANTITY
                        + " pieces up or down, was " + change);
            }
            if (change == 0 || number < 1 || balance < 0) {
                throw new IllegalArgumentException("a stock movement needs change != 0, number >= 1, balance >= 0, was "
                        + change + ", " + number + ", " + balance);
            }
        }
    }

    /** The customer is told the outcome. */
    record CustomerNotified(OrderId order, CustomerId customer, Outcome outcome, Instant at) implements Event {
        public CustomerNotified {
            Objects.requireNonNull(order, "order");
            Objects.requireNonNull(customer, "customer");
            Objects.requireNonNull(outcome, "outcome");
            Objects.requireNonNull(at, "at");
        }

        @Override
        public EventId id() {
            return new EventId(order.value(), EventId.Kind.NOTIFICATION, 0);
        }
    }
}
