package semel.planted;

import java.util.List;
import java.util.Map;
import semel.audit.FindingType;
import semel.kit.BytemanRule;

/** Lists bugs in committed offsets. */
final class OffsetBugs {
    private OffsetBugs() {}

    static List<PlantedBug> all() {
        return List.of(
                new CommittedBeforeTheEvents(),
                new OutsideTheTransaction(),
                new AutoCommitted(),
                new OneTooLow(),
                new OneTooHigh(),
                new GenerationOfNow(),
                new NotSetBack(),
                new StaleInbox(),
                new ResetToLatest());
    }

    private static final String COMMIT =
            "$0.clients.getConsumer(\"to-decide\").commit(%s.offsets()).subscribeAsCompletionStage().join()";
    private static final String NOW =
            "$0.clients.getConsumer(\"to-decide\").consumerGroupMetadata().subscribeAsCompletionStage().join()";
    private static final BytemanChange NONE_IN_THE_TRANSACTION =
            BytemanChange.in(BytemanChange.EMISSION, "sendOffsets").does("return");

    static final class CommittedBeforeTheEvents implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("The consumer commits its offsets before the events are published")
                    .seenAs("After a crash some orders stay ACCEPTED although the group has no lag.")
                    .revealedBy(Trigger.KILLED_BEFORE_THE_COMMIT)
                    .namedBy(FindingType.I6_UNTRACED)
                    .fixedBy("Send the offsets in the transaction, last: `Emission#sendOffsets`.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(
                    NONE_IN_THE_TRANSACTION,
                    BytemanChange.in(BytemanChange.EMISSION, BytemanChange.SEND_ALL)
                            .does(COMMIT.formatted("$2")));
        }
    }

    static final class OutsideTheTransaction implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("The consumer commits the offsets after the transaction")
                    .seenAs("After a crash the topics have some orders twice.")
                    .revealedBy(Trigger.KILLED_AFTER_THE_COMMIT)
                    .namedBy(FindingType.I4_DUPLICATED)
                    .fixedBy("Put events and offsets in one transaction: `Emission#sendOffsets`.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(
                    NONE_IN_THE_TRANSACTION,
                    BytemanChange.in(BytemanChange.EMISSION, "confirm")
                            .at("EXIT")
                            .does(COMMIT.formatted("$1")));
        }
    }

    static final class AutoCommitted implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("The consumer auto-commits what it has polled")
                    .seenAs("After a crash some orders stay ACCEPTED although the group has no lag.")
                    .revealedBy(Trigger.KILLED_BEFORE_THE_COMMIT)
                    .namedBy(FindingType.I6_UNTRACED)
                    .fixedBy("`enable.auto.commit=false`. The start check refuses another value (`GuaranteesTest`).");
        }

        @Override
        public Map<String, String> settings() {
            return Map.of(
                    "mp.messaging.incoming.to-decide.enable.auto.commit", "true",
                    "mp.messaging.incoming.to-decide.auto.commit.interval.ms", "100");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(BytemanChange.NO_START_CHECK, BytemanChange.NO_LOOK_AT_OFFSETS);
        }
    }

    private static BytemanChange shifted(int by) {
        return BytemanChange.in("org.apache.kafka.common.requests.TxnOffsetCommitRequest$CommittedOffset", "<init>")
                .does("$1 = $1 + " + by);
    }

    static final class OneTooLow implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("The committed offset is that of the last record, one too low")
                    .seenAs(
                            "The group's lag never gets to zero. After a restart a replica refuses its offset as already published.")
                    .revealedBy(Trigger.DOWN_FOR_A_WHILE)
                    .namedBy(FindingType.I6_OFFSETS_CONTRADICT)
                    .fixedBy(
                            "Commit last + 1, or the poll's next offset: `Batch#of`. A restart refuses other offsets: `GroupStart#look`.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(BytemanChange.NO_LOOK_AT_OFFSETS, shifted(-1));
        }
    }

    static final class OneTooHigh implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("The committed offset is one too high")
                    .seenAs("After each restart one order of each partition stays ACCEPTED.")
                    .revealedBy(Trigger.DOWN_FOR_A_WHILE)
                    .namedBy(FindingType.I6_UNTRACED)
                    .fixedBy(
                            "Commit last + 1, or the poll's next offset: `Batch#of`. A restart refuses other offsets: `GroupStart#look`.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(BytemanChange.NO_LOOK_AT_OFFSETS, shifted(1));
        }
    }

    static final class GenerationOfNow implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("The offsets are sent with the current group generation, not with that of the poll")
                    .seenAs("After a rebalance the topics have some orders twice.")
                    .revealedBy(Trigger.A_MEMBER_COMES_AND_GOES)
                    .namedBy(FindingType.I4_DUPLICATED)
                    .fixedBy(
                            "Use the generation of the poll: `Emission#publish`. `ProgressTable#hold` refuses published batches as well.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(
                    BytemanChange.NO_LOOK_AT_PROGRESS,
                    BytemanChange.in(BytemanChange.EMISSION, "sendOffsets")
                            .with("now:org.apache.kafka.clients.consumer.ConsumerGroupMetadata = " + NOW)
                            .does("$1.sendOffsetsToTransaction($2.offsets(), now); return"));
        }
    }

    static final class NotSetBack implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("After an aborted transaction the consumer continues from its position")
                    .seenAs("After a rebalance the orders of one batch stay ACCEPTED. One error is in the log.")
                    .revealedBy(Trigger.ABORTED)
                    .namedBy(FindingType.I6_UNTRACED)
                    .fixedBy("Set the consumer back to the committed offsets before the next poll: `Recovery#rewind`.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(BytemanChange.in("semel.decision.Recovery", "toCommittedOffsets")
                    .does("return io.smallrye.mutiny.groups.UniCreate.INSTANCE.voidItem()"));
        }
    }

    static final class StaleInbox implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("After an aborted transaction the orders that waited behind it are published first")
                    .seenAs("After a rebalance the orders of one batch stay ACCEPTED. Errors in the log say"
                            + " that offsets are already published.")
                    .revealedBy(Trigger.ABORTED_WHILE_MORE_WAITS)
                    .namedBy(FindingType.I6_UNTRACED)
                    .fixedBy("Drop what was polled behind a batch that was not published: `Inbox#restart`.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(BytemanChange.in("semel.kafka.Inbox", "close").does("return true"));
        }
    }

    static final class ResetToLatest implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("A group without offsets starts at the end")
                    .seenAs("Orders of the first minutes after an installation, or in new partitions, stay ACCEPTED.")
                    .revealedBy(Trigger.STARTED_LATE)
                    .namedBy(FindingType.I6_UNTRACED)
                    .fixedBy("`auto.offset.reset=none`, and commit the first offset explicitly: `GroupStart#look`."
                            + " The start check refuses another reset.");
        }

        @Override
        public Map<String, String> settings() {
            return Map.of("mp.messaging.incoming.to-decide.auto.offset.reset", "latest");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(
                    BytemanChange.NO_START_CHECK,
                    BytemanChange.in("semel.kafka.GroupStart", "begin")
                            .when("$2.endsWith(\"semel-decision\")")
                            .does("return"));
        }
    }
}
