/**
 * The commit path of {@code semel.decision} as a small model, explored in every order of its steps and faults. Comes in: a
 * {@link semel.model.Protocol}, ours or one with a mistake. Goes out: the number of states, or a shortest way to one that
 * breaks a {@link semel.model.Property}.
 *
 * <p>{@link semel.model.WorkStep} and {@link semel.model.FaultStep} are what can happen; {@link semel.model.ModelBroker},
 * {@link semel.model.ModelDatabase} and {@link semel.model.ModelReplica} are what it happens to.
 *
 * @see "docs/explanation/decisions/0006-the-commit-path-is-explored.md"
 */
package semel.model;
