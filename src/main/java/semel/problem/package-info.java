/**
 * Errors as clients see them, the same at every endpoint (RFC 9457). Input: what a request throws. Output: {@code
 * application/problem+json} with a type that never changes. Start with {@link semel.problem.ProblemType}.
 */
package semel.problem;
