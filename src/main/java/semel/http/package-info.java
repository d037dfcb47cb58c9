/**
 * Checks every request before security and endpoints. Refuses requests whose body has no clear end, requests during shutdown, and
 * methods and accepted media types that the OpenAPI document does not have. Input: each request. Output: the request unchanged, or a
 * problem. Start with {@code RequestFraming}, then {@code ContractEnforcement}.
 */
package semel.http;
