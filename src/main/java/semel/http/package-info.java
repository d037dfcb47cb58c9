/**
 * What holds for every request, ahead of security and endpoints: where its body ends must be beyond doubt, a replica that is being stopped takes no more,
 * and its method and the types that it accepts must be in the contract. Input: each request. Output: the request as it was, or a problem. Start reading at
 * {@code Framing}, then {@code Methods}.
 */
package semel.http;
