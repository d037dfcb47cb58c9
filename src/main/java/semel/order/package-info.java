/**
 * The vocabulary of the pipeline and the one pure {@link semel.order.OrderPolicy}. Comes in: an {@link semel.order.Order} and the
 * {@link semel.order.Stock} at hand. Goes out: a {@link semel.order.Verdict}, and the {@link semel.order.Event}s that tell the world. Nothing here
 * does I/O or knows more than {@code java.*}.
 */
package semel.order;
