/**
 * Checks every request before security and endpoints. Refuses requests whose body has no clear end, requests during shutdown, and
 * methods and accepted media types that the contract does not have. Input: each request. Output: the request unchanged, or a
 * problem. Start with {@code Framing}, then {@code Methods}.
 */
package semel.http;
