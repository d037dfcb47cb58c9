package semel.planted;

import java.util.List;
import java.util.Map;
import semel.audit.FindingType;
import semel.kit.BytemanRule;

/** Lists bugs in Kafka transactions and their commits. */
final class PublishingBugs {
    private PublishingBugs() {}

    static List<PlantedBug> all() {
        return List.of(
                new NotificationsBesideTheTransaction(),
                new DeadLettersBesideTheTransaction(),
                new SentAgainByHand(),
                new SendUnchecked(),
                new CommitBelieved(),
                new TransactionForEachOrder(),
                new SharedTransactionalId(),
                new TransactionWithoutEnd());
    }

    static final class NotificationsBesideTheTransaction implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("One topic is written by a second producer, outside the transaction")
                    .seenAs("Some customers are notified twice about an order.")
                    .revealedBy(Trigger.ABORTED)
                    .namedBy(FindingType.I5_TORN_TRANSACTION)
                    .fixedBy("Write all topics with the channel's transactional producer: `Emission#publish`.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(BytemanChange.PLAIN_PRODUCER, BytemanChange.byThePlainProducer("notifications"));
        }
    }

    static final class DeadLettersBesideTheTransaction implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("Dead letters are written outside the transaction")
                    .seenAs("After a rebalance some dead letters are there twice.")
                    .revealedBy(Trigger.UNREADABLE_AND_ABORTED)
                    .namedBy(FindingType.I6_DUPLICATED)
                    .fixedBy(
                            "A dead letter is one more record of the batch: `OutputRecords#of`. The connector's own dead-letter queue is outside the transaction.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(BytemanChange.PLAIN_PRODUCER, BytemanChange.byThePlainProducer("orders-dead-letters"));
        }
    }

    static final class SentAgainByHand implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("A record that is not acknowledged at once is sent again by the application")
                    .seenAs("Consumers of the topics see every event twice.")
                    .revealedBy(Trigger.ORDERS)
                    .namedBy(FindingType.I4_DUPLICATED)
                    .fixedBy("Leave retries to the idempotent producer. Only its retries are not written twice.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(BytemanChange.in(BytemanChange.EMISSION, BytemanChange.SEND)
                    .at("EXIT")
                    .does("$1.send($2)"));
        }
    }

    static final class SendUnchecked implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("The result of a send is ignored")
                    .seenAs("A customer got no notification for a fulfilled order; the broker was slow that day.")
                    .revealedBy(Trigger.NOT_ACKNOWLEDGED)
                    .namedBy(FindingType.I5_TORN_TRANSACTION)
                    .fixedBy("Keep the callbacks' first error, flush, then fail: `Emission#send`.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(BytemanChange.in(BytemanChange.EMISSION, BytemanChange.SEND)
                    .does("$3 = new java.util.concurrent.atomic.AtomicReference()"));
        }
    }

    static final class CommitBelieved implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("The transaction block's success is trusted")
                    .seenAs("The orders of one batch stay ACCEPTED. The only error in the log is the connector's.")
                    .revealedBy(Trigger.COMMIT_REFUSED)
                    .namedBy(FindingType.I6_UNTRACED)
                    .fixedBy("Ask the producer whether it committed: `CommitClock#read`, `Emission#confirm`.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(BytemanChange.in(BytemanChange.EMISSION, "confirm").does("return"));
        }
    }

    static final class TransactionForEachOrder implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("Each order of a batch has its own transaction; the offsets are in the last one")
                    .seenAs("After a rebalance the topics have some orders twice.")
                    .revealedBy(Trigger.ABORTED)
                    .namedBy(FindingType.I5_TORN_TRANSACTION)
                    .fixedBy("One transaction for the whole batch and its offsets: `Emission#publish`.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(BytemanChange.in(BytemanChange.EMISSION, BytemanChange.SEND)
                    .when("$2.topic().endsWith(\"notifications\")")
                    .does("$1.flush(); $1.commitTransaction(); $1.beginTransaction()"));
        }
    }

    static final class SharedTransactionalId implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("All replicas share a transactional id, and a fenced replica retries forever")
                    .seenAs("With a second replica half of the orders stay ACCEPTED, and both replicas are UP.")
                    .revealedBy(Trigger.A_SECOND_REPLICA)
                    .namedBy(FindingType.I13_BEHIND)
                    .fixedBy(
                            "Derive the id from `semel.instance`, and end the process when its producer is fenced: `Recovery#rewind`. The start check refuses an id without the instance.");
        }

        @Override
        public Map<String, String> settings() {
            return Map.of("mp.messaging.outgoing.decided.transactional.id", "${semel.topics.prefix}semel");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(
                    BytemanChange.NO_START_CHECK,
                    BytemanChange.in("semel.decision.Recovery", "probe").does("return $0.toCommittedOffsets()"));
        }
    }

    static final class TransactionWithoutEnd implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("A transaction may stay open for ten minutes")
                    .seenAs("After a replica died, no reader gets new events and its replacement decides nothing.")
                    .revealedBy(Trigger.GONE_FOR_GOOD)
                    .namedBy(FindingType.I8_OPEN_TRANSACTION)
                    .fixedBy(
                            "Set `transaction.timeout.ms` to seconds: an open transaction of a dead replica blocks all readers that long.");
        }

        @Override
        public Map<String, String> settings() {
            return Map.of("mp.messaging.outgoing.decided.transaction.timeout.ms", "600000");
        }
    }
}
