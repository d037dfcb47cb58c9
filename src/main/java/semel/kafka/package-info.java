/**
 * Checks Kafka's topics, groups and client settings, so that nothing is lost or duplicated. Record values belong to {@code semel.codec}.
 * Input: the configuration, and the state of topics, groups and transactions in the broker and the database. Output: topics that exist,
 * clients with safe settings, groups that continue only where it is safe, and health checks. It parks a stage or ends the process that
 * cannot continue.
 * Start with {@link semel.kafka.TopicsConfig}, then {@link semel.kafka.GroupStart}.
 */
package semel.kafka;
