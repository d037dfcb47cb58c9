package semel.decision;

import jakarta.inject.Singleton;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;

/**
 * This process as a member of the group that decides. Remembered from each rebalance: the consumer itself answers on the polling thread
 * alone, behind a poll that waits for records.
 */
@Singleton
class Membership {
    private volatile ConsumerGroupMetadata last;

    void joined(ConsumerGroupMetadata member) {
        last = member;
    }

    /** The member in one of its generations: the broker refuses what is asked in one that is over. */
    ConsumerGroupMetadata in(int generation) {
        var member = last;
        return new ConsumerGroupMetadata(member.groupId(), generation, member.memberId(), member.groupInstanceId());
    }
}
