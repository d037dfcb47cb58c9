/**
 * The commit path of {@code semel.decision} as a small model, explored in every order of its steps and faults. Comes in: a
 * {@link semel.model.Protocol}, ours or one with a mistake. Goes out: the number of states, or a shortest way to one that
 * breaks a {@link semel.model.Property}.
 *
 * <p>{@link semel.model.Work} and {@link semel.model.Fault} are what can happen; {@link semel.model.Broker},
 * {@link semel.model.Database} and {@link semel.model.Replica} are what it happens to.
 *
 * @see "docs/explanation/decisions/0006-the-commit-path-is-explored.md"
 */
package semel.model;
