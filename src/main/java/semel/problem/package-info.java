/**
 * Errors as clients are told of them, in the same words at every endpoint (RFC 9457). Comes in: whatever is thrown on the way of a request. Goes out:
 * {@code application/problem+json} with a type that never changes.
 */
package semel.problem;
