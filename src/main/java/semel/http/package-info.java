/**
 * What holds for every request, ahead of security and endpoints: where its body ends must be beyond doubt, and a replica that is being stopped takes no
 * more. Input: each request. Output: the request as it was, or a problem and the end of its connection. Start reading at {@code Framing}.
 */
package semel.http;
