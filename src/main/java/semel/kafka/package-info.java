/**
 * What all packages need of Kafka but for the records themselves. Input: the configuration, and what the brokers and the database say of topics, groups
 * and transactions. Output: topics that exist, clients whose settings keep the promise, groups that continue only where nothing is lost or duplicated,
 * health checks; and the end of a process that cannot continue. Start with {@link semel.kafka.TopicsConfig}, then {@link semel.kafka.GroupStart}.
 */
package semel.kafka;
