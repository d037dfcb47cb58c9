/**
 * Replaces a customer's id in the tables once retention has deleted it from the topics. Input: the id, the tables, where the topics' logs
 * start. Output: the same orders under a random id, and a record of each erasure for audit and proof.
 * Start with {@link semel.erasure.Erasure}.
 *
 * @see "docs/explanation/decisions/0041-a-customer-is-erased-when-the-topics-have-forgotten.md"
 */
package semel.erasure;
