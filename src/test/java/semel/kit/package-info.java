/** Test kit for a running pipeline: replicas, servers, proxies, failpoints, load and checks. Start reading at {@code Stage}. */
package semel.kit;
