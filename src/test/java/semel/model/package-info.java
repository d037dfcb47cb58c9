/**
 * Explores a small model of the commit path of {@code semel.decision} in every order of its steps and faults. Input: a
 * {@link semel.model.Protocol}, ours or one with a mistake. Output: the number of states, or a shortest way to one that breaks a
 * {@link semel.model.Property}.
 *
 * <p>{@link semel.model.WorkStep}, {@link semel.model.FaultStep} and {@link semel.model.HistoryStep} are the steps;
 * {@link semel.model.ModelInput}, {@link semel.model.ModelBroker}, {@link semel.model.ModelDatabase},
 * {@link semel.model.ModelReplica} and {@link semel.model.ModelHistory} are the state that they change. Start reading at
 * {@code CommitPathTest}; {@code PrunedCommitPathTest} is about pruned history.
 *
 * @see "docs/explanation/decisions/0006-the-commit-path-is-explored.md"
 */
package semel.model;
