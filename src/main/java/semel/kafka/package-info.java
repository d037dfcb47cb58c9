/**
 * What the other packages need of Kafka, but for the bytes of the records.
 * Input: the configuration, and what brokers and database say of topics, groups and transactions. Output: topics that exist, clients whose settings keep the
 * promise, groups that continue only if nothing is lost or duplicated, and health checks. It ends the process if that cannot continue.
 * Start with {@link semel.kafka.TopicsConfig}, then {@link semel.kafka.GroupStart}.
 */
package semel.kafka;
