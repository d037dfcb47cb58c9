package semel.order;

/**
 * The decision that this pipeline exists to take once. Replace it: a bean of this type takes the place of
 * {@link ReserveAllOrNothing}.
 */
@FunctionalInterface
public interface OrderPolicy {
    /**
     * Decides one order. Pure: no I/O, no clock, no randomness, nothing kept between calls; it may run more than once for
     * the same order, but only one verdict is ever stored and published.
     *
     * @return the verdict; a {@link Verdict.Fulfil} that the stock cannot cover, or an exception, turns the order into a
     *     dead letter {@code policy-failed} with nothing reserved
     */
    Verdict decide(Order order, Stock stock);
}
