/**
 * What holds for every request before it is anyone's: where its body ends must be beyond doubt, and a replica that is being stopped takes no more. Comes
 * in: each request, ahead of security and endpoints. Goes out: the request as it was, or a problem and the end of its connection.
 */
package semel.http;
