package semel.planted;

import java.util.List;
import java.util.Map;
import semel.audit.Anomaly;
import semel.audit.Invariant;
import semel.kit.Rule;

/** What goes into a transaction, and whether it was committed. */
final class Publishing {
    private Publishing() {}

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
        public Story story() {
            return Story.of("One topic is written by another producer, outside the transaction")
                    .seenAs("Now and then a customer is told twice about an order.")
                    .revealedBy(Trigger.ABORTED)
                    .namedBy(Invariant.I5, Anomaly.Torn.class)
                    .fixedBy("All topics go through the channel's own transactional producer: `Emission#publish`.");
        }

        @Override
        public List<Rule> rules() {
            return List.of(Change.PLAIN_PRODUCER, Change.byThePlainProducer("notifications"));
        }
    }

    static final class DeadLettersBesideTheTransaction implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("Dead letters are written outside the transaction")
                    .seenAs("After a rebalance a record that could not be read lies among the dead letters twice.")
                    .revealedBy(Trigger.UNREADABLE_AND_ABORTED)
                    .namedBy(Invariant.I6, Anomaly.Duplicated.class)
                    .fixedBy(
                            "A dead letter is one more record of its batch: `Records#of`. The connector's own dead letter queue is not part of a transaction.");
        }

        @Override
        public List<Rule> rules() {
            return List.of(Change.PLAIN_PRODUCER, Change.byThePlainProducer("orders-dead-letters"));
        }
    }

    static final class SentAgainByHand implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("What is not acknowledged at once is sent once more")
                    .seenAs("Consumers of the topics see every event twice.")
                    .revealedBy(Trigger.ORDERS)
                    .namedBy(Invariant.I4, Anomaly.Duplicated.class)
                    .fixedBy(
                            "Leave retries to the idempotent producer: only it can send a record again without writing it again.");
        }

        @Override
        public List<Rule> rules() {
            return List.of(Change.in(Change.EMISSION, Change.SEND).at("EXIT").does("$1.send($2)"));
        }
    }

    static final class SendUnchecked implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("Nobody looks whether a send succeeded")
                    .seenAs("A customer was never told about an order that is fulfilled; the broker was slow that day.")
                    .revealedBy(Trigger.NOT_ACKNOWLEDGED)
                    .namedBy(Invariant.I5, Anomaly.Torn.class)
                    .fixedBy("Keep the first error of the callbacks, flush, and fail the work: `Emission#send`.");
        }

        @Override
        public List<Rule> rules() {
            return List.of(Change.in(Change.EMISSION, Change.SEND)
                    .does("$3 = new java.util.concurrent.atomic.AtomicReference()"));
        }
    }

    static final class CommitBelieved implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("The transaction block says that it succeeded, and is believed")
                    .seenAs("The orders of one batch stay ACCEPTED, and no error was logged but one by the connector.")
                    .revealedBy(Trigger.COMMIT_REFUSED)
                    .namedBy(Invariant.I6, Anomaly.Uncovered.class)
                    .fixedBy("Ask the producer whether it has committed: `CommitClock#read`, `Emission#confirm`.");
        }

        @Override
        public List<Rule> rules() {
            return List.of(Change.in(Change.EMISSION, "confirm").does("return"));
        }
    }

    static final class TransactionForEachOrder implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("The events of a batch are committed order by order, its offsets with the last")
                    .seenAs("After a rebalance consumers of the topics have seen some orders twice.")
                    .revealedBy(Trigger.ABORTED)
                    .namedBy(Invariant.I5, Anomaly.Torn.class)
                    .fixedBy("One transaction holds a whole batch and its offsets: `Emission#publish`.");
        }

        @Override
        public List<Rule> rules() {
            return List.of(Change.in(Change.EMISSION, Change.SEND)
                    .when("$2.topic().endsWith(\"notifications\")")
                    .does("$1.flush(); $1.commitTransaction(); $1.beginTransaction()"));
        }
    }

    static final class SharedTransactionalId implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("All replicas have the same transactional id, and one that is fenced tries again for ever")
                    .seenAs("Since a second replica runs, half of the orders stay ACCEPTED; both are UP.")
                    .revealedBy(Trigger.A_SECOND_REPLICA)
                    .namedBy(Invariant.I13, Anomaly.Behind.class)
                    .fixedBy(
                            "The id stems from `semel.instance`, and a process whose producer is fenced ends: `Recovery#rewind`. The start check refuses an id without the instance.");
        }

        @Override
        public Map<String, String> settings() {
            return Map.of("mp.messaging.outgoing.decided.transactional.id", "${semel.topics.prefix}semel");
        }

        @Override
        public List<Rule> rules() {
            return List.of(
                    Change.NO_START_CHECK,
                    Change.in("semel.decision.Recovery", "probe").does("return $0.toCommittedOffsets()"));
        }
    }

    static final class TransactionWithoutEnd implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("A transaction may stay open for ten minutes")
                    .seenAs(
                            "Since a replica is gone nobody reads a topic any further, and its successor decides nothing.")
                    .revealedBy(Trigger.GONE_FOR_GOOD)
                    .namedBy(Invariant.I8, Anomaly.OpenTransaction.class)
                    .fixedBy(
                            "`transaction.timeout.ms` is seconds: what a dead replica left open holds everybody up for as long.");
        }

        @Override
        public Map<String, String> settings() {
            return Map.of("mp.messaging.outgoing.decided.transaction.timeout.ms", "600000");
        }
    }
}
