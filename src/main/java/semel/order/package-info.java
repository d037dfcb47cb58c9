/**
 * The domain types and the interface of the policy, {@link semel.order.OrderPolicy}; no I/O, and only {@code java.*}. Input: an
 * {@link semel.order.Order} and the {@link semel.order.Stock}. Output: a {@link semel.order.Verdict}, and the
 * {@link semel.order.Event}s that publish it. Start with {@link semel.order.OrderPolicy}.
 */
package semel.order;
