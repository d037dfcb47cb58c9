package semel.planted;

import java.util.List;
import java.util.Map;
import semel.audit.Anomaly;
import semel.audit.Invariant;
import semel.kit.Rule;

/** How far the group is told to be. */
final class Offsets {
    private Offsets() {}

    static List<PlantedBug> all() {
        return List.of(
                new CommittedBeforeTheEvents(),
                new OutsideTheTransaction(),
                new AutoCommitted(),
                new OneTooLow(),
                new OneTooHigh(),
                new GenerationOfNow(),
                new NotSetBack(),
                new ResetToLatest());
    }

    private static final String COMMIT =
            "$0.clients.getConsumer(\"to-decide\").commit(%s.offsets()).subscribeAsCompletionStage().join()";
    private static final String NOW =
            "$0.clients.getConsumer(\"to-decide\").consumerGroupMetadata().subscribeAsCompletionStage().join()";
    private static final Change NONE_IN_THE_TRANSACTION =
            Change.in(Change.EMISSION, "sendOffsets").does("return");

    static final class CommittedBeforeTheEvents implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("The consumer commits its offsets before the events are published")
                    .seenAs("Since a crash some orders stay ACCEPTED; the group has no lag.")
                    .revealedBy(Trigger.KILLED_BEFORE_THE_COMMIT)
                    .namedBy(Invariant.I6, Anomaly.Uncovered.class)
                    .fixedBy("The offsets are the transaction's last record: `Emission#sendOffsets`.");
        }

        @Override
        public List<Rule> rules() {
            return List.of(
                    NONE_IN_THE_TRANSACTION,
                    Change.in(Change.EMISSION, Change.SEND_ALL).does(COMMIT.formatted("$2")));
        }
    }

    static final class OutsideTheTransaction implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("The offsets are committed by the consumer, after the transaction")
                    .seenAs("Since a crash consumers of the topics have seen some orders twice.")
                    .revealedBy(Trigger.KILLED_AFTER_THE_COMMIT)
                    .namedBy(Invariant.I4, Anomaly.Duplicated.class)
                    .fixedBy("Events and offsets are one transaction: `Emission#sendOffsets`.");
        }

        @Override
        public List<Rule> rules() {
            return List.of(
                    NONE_IN_THE_TRANSACTION,
                    Change.in(Change.EMISSION, "confirm").at("EXIT").does(COMMIT.formatted("$1")));
        }
    }

    static final class AutoCommitted implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("The consumer commits by itself what it has polled")
                    .seenAs("Since a crash some orders stay ACCEPTED; the group has no lag.")
                    .revealedBy(Trigger.KILLED_BEFORE_THE_COMMIT)
                    .namedBy(Invariant.I6, Anomaly.Uncovered.class)
                    .fixedBy("`enable.auto.commit=false`; the start is refused otherwise (`GuaranteesTest`).");
        }

        @Override
        public Map<String, String> settings() {
            return Map.of(
                    "mp.messaging.incoming.to-decide.enable.auto.commit", "true",
                    "mp.messaging.incoming.to-decide.auto.commit.interval.ms", "100");
        }

        @Override
        public List<Rule> rules() {
            return List.of(Change.NO_START_CHECK, Change.NO_LOOK_AT_OFFSETS);
        }
    }

    private static Change shifted(int by) {
        return Change.in("org.apache.kafka.common.requests.TxnOffsetCommitRequest$CommittedOffset", "<init>")
                .does("$1 = $1 + " + by);
    }

    static final class OneTooLow implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("The committed offset is that of the last record, not of the next one")
                    .seenAs(
                            "The group's lag never gets to zero, and after a restart a replica refuses what it is given: that is published.")
                    .revealedBy(Trigger.DOWN_FOR_A_WHILE)
                    .namedBy(Invariant.I6, Anomaly.OffsetsContradict.class)
                    .fixedBy(
                            "Commit last + 1, or what the poll says comes next: `Batch#of`. A restart is refused otherwise: `GroupStart#look`.");
        }

        @Override
        public List<Rule> rules() {
            return List.of(Change.NO_LOOK_AT_OFFSETS, shifted(-1));
        }
    }

    static final class OneTooHigh implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("The committed offset is one too high")
                    .seenAs("With each restart one order of each partition stays ACCEPTED.")
                    .revealedBy(Trigger.DOWN_FOR_A_WHILE)
                    .namedBy(Invariant.I6, Anomaly.Uncovered.class)
                    .fixedBy(
                            "Commit last + 1, or what the poll says comes next: `Batch#of`. A restart is refused otherwise: `GroupStart#look`.");
        }

        @Override
        public List<Rule> rules() {
            return List.of(Change.NO_LOOK_AT_OFFSETS, shifted(1));
        }
    }

    static final class GenerationOfNow implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("The offsets are sent with the group's generation of now, not with that of the poll")
                    .seenAs("After a rebalance consumers of the topics have seen some orders twice.")
                    .revealedBy(Trigger.A_MEMBER_COMES_AND_GOES)
                    .namedBy(Invariant.I4, Anomaly.Duplicated.class)
                    .fixedBy(
                            "Take the generation from the batch: `Emission#publish`. What is published is refused besides: `ProgressTable#hold`.");
        }

        @Override
        public List<Rule> rules() {
            return List.of(
                    Change.NO_LOOK_AT_PROGRESS,
                    Change.in(Change.EMISSION, "sendOffsets")
                            .with("now:org.apache.kafka.clients.consumer.ConsumerGroupMetadata = " + NOW)
                            .does("$1.sendOffsetsToTransaction($2.offsets(), now); return"));
        }
    }

    static final class NotSetBack implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("After an aborted transaction the consumer goes on from its position")
                    .seenAs(
                            "After a rebalance the orders of one batch stay ACCEPTED; one error was logged, then all went on.")
                    .revealedBy(Trigger.ABORTED)
                    .namedBy(Invariant.I6, Anomaly.Uncovered.class)
                    .fixedBy("Set the consumer back to the committed offsets before the next poll: `Recovery#rewind`.");
        }

        @Override
        public List<Rule> rules() {
            return List.of(Change.in("semel.decision.Recovery", "toCommittedOffsets")
                    .does("return io.smallrye.mutiny.groups.UniCreate.INSTANCE.voidItem()"));
        }
    }

    static final class ResetToLatest implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("A group without offsets starts at the end")
                    .seenAs("Orders of the first minutes after the installation, or in new partitions, stay ACCEPTED.")
                    .revealedBy(Trigger.STARTED_LATE)
                    .namedBy(Invariant.I6, Anomaly.Uncovered.class)
                    .fixedBy("`auto.offset.reset=none`, and the first offset is committed: `GroupStart#look`."
                            + " The start check refuses another reset.");
        }

        @Override
        public Map<String, String> settings() {
            return Map.of("mp.messaging.incoming.to-decide.auto.offset.reset", "latest");
        }

        @Override
        public List<Rule> rules() {
            return List.of(
                    Change.NO_START_CHECK,
                    Change.in("semel.wire.GroupStart", "begin")
                            .when("$2.endsWith(\"semel-decision\")")
                            .does("return"));
        }
    }
}
