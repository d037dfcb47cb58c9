/**
 * Authenticates callers by a JSON Web Token, or allows every request if {@code semel.security} is {@code none}. Input: a request.
 * Output: a {@link semel.access.Caller} and its roles. Start with {@code CallerAuthentication}.
 */
package semel.access;
