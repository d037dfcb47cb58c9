package semel.order;

/** Decides orders. To use your own policy, add a bean of this type: it replaces {@link ReserveAllOrNothing}. */
@FunctionalInterface
public interface OrderPolicy {
    /**
     * Decides one order. Pure: no I/O, no clock, no randomness, no state between calls. It may run more than once for the same
     * order, but only one verdict is stored and published.
     *
     * @return the verdict; a {@link Verdict.Fulfil} that the stock cannot cover, or an exception, turns the order into a dead
     *     letter {@code policy-failed} with nothing reserved
     */
    Verdict decide(Order order, Stock stock);
}
