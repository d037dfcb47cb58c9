package semel.decision;

import jakarta.inject.Singleton;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;

/**
 * Holds this process' membership in the decision group, as of the last rebalance. The consumer itself answers only on the polling
 * thread, after a poll that waits for records.
 */
@Singleton
class Membership {
    private volatile ConsumerGroupMetadata last;

    void joined(ConsumerGroupMetadata member) {
        last = member;
    }

    /** The membership in the given generation; the broker refuses requests of an old one. */
    ConsumerGroupMetadata in(int generation) {
        var member = last;
        return new ConsumerGroupMetadata(member.groupId(), generation, member.memberId(), member.groupInstanceId());
    }
}
