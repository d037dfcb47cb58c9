package semel.planted;

import java.util.List;
import java.util.Map;
import semel.audit.FindingType;
import semel.kit.BytemanRule;
import semel.kit.TestPipeline;

/** Lists bugs in intake's answers to clients. */
final class IntakeBugs {
    private static final String REGISTER = "semel.intake.ReceivedTable";

    private IntakeBugs() {}

    static List<PlantedBug> all() {
        return List.of(
                new AcceptedBeforeAcknowledged(),
                new AcknowledgedByTheLeaderAlone(),
                new AnsweredFromTheRow(),
                new NewIdAtEachRetry(),
                new KeyForEverybody(),
                new AnyBodyUnderAKey(),
                new SameBodySameOrder());
    }

    static final class AcceptedBeforeAcknowledged implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("202 is sent before the broker has acknowledged the order")
                    .seenAs("After a crash some orders stay ACCEPTED and are in no topic.")
                    .revealedBy(Trigger.KILLED_BEFORE_THE_SEND)
                    .namedBy(FindingType.I1_LOST)
                    .fixedBy("Answer after the broker's acknowledgement: `Intake#accept`.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(
                    BytemanChange.in("semel.intake.Dispatch", "send(List,io.opentelemetry.context.Context)")
                            .at("EXIT")
                            .does(
                                    "$!.subscribeAsCompletionStage(); return io.smallrye.mutiny.groups.UniCreate.INSTANCE.item(java.util.Collections.nCopies($1.size(), new semel.intake.SendOutcome$Acknowledged()))"));
        }
    }

    static final class AcknowledgedByTheLeaderAlone implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("Intake waits for the leader only, `acks=1`")
                    .seenAs("After a broker died some orders stay ACCEPTED and are in no topic.")
                    .revealedBy(Trigger.LEADER_LOST)
                    .namedBy(FindingType.I1_LOST)
                    .fixedBy("`acks=all` and `min.insync.replicas=2`; the start check refuses another `acks`."
                            + " The connector's default is 1.");
        }

        @Override
        public Map<String, String> settings() {
            return Map.of(
                    "mp.messaging.outgoing.received.acks", "1",
                    "mp.messaging.outgoing.received.enable.idempotence", "false");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(BytemanChange.NO_START_CHECK);
        }
    }

    static final class AnsweredFromTheRow implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("A retry is answered from its row, even if the broker never got the order")
                    .seenAs(
                            "After a crash some orders stay ACCEPTED and are in no topic, although their clients have retried.")
                    .revealedBy(Trigger.KILLED_BEFORE_THE_SEND)
                    .namedBy(FindingType.I1_LOST)
                    .fixedBy("A row without `acknowledged_at` is sent again: `Intake#accept`.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(BytemanChange.in("semel.intake.ReceivedTable", "received")
                    .when("$2 == null")
                    .does("java.lang.reflect.Array.set($1, 2, java.lang.Boolean.valueOf(true))"));
        }
    }

    static final class NewIdAtEachRetry implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("Each retry creates a new order")
                    .seenAs("Customers with a bad network get everything twice.")
                    .revealedBy(Trigger.ASKED_AGAIN)
                    .namedBy(FindingType.I12_KEY_CONFLICT)
                    .fixedBy(
                            "A key finds the row of its first request and that row's order id: `ReceivedTable#enter`.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(BytemanChange.ofClause(REGISTER, "on conflict.*(?=returning)", ""));
        }

        // Before the receipt: without "on conflict" its retry would be refused forever.
        @Override
        public void prepare(TestPipeline pipeline) {
            pipeline.execute("drop index received_once_a_key");
        }
    }

    static final class KeyForEverybody implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("An idempotency key is unique over all clients and all kinds of requests")
                    .seenAs("A client gets 422 for an order that it sends for the first time.")
                    .revealedBy(Trigger.KEYS_REUSED)
                    .namedBy(FindingType.I12_KEY_CONFLICT)
                    .fixedBy("A key is unique per owner and kind of request: `ReceivedTable#enter`.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(
                    BytemanChange.ofClause(REGISTER, "on conflict [(][^)]*[)]", "on conflict (idempotency_key)"),
                    BytemanChange.in("semel.intake.RowKey", "of")
                            .when("$3 != null")
                            .does("$1 = \"\"; $2 = semel.intake.PostKind.ORDER"));
        }

        @Override
        public void prepare(TestPipeline pipeline) {
            pipeline.execute(
                    "create unique index once on received (idempotency_key) where idempotency_key is not null");
        }
    }

    static final class AnyBodyUnderAKey implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("A different body under a known key is answered with the first order")
                    .seenAs("A client orders something new and gets its old order.")
                    .revealedBy(Trigger.KEYS_REUSED)
                    .namedBy(FindingType.I12_KEY_CONFLICT)
                    .fixedBy("Compare the canonical request and answer 422: `Intake#accept`.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(BytemanChange.in("semel.intake.ReceivedRow", "asksForTheSameAs")
                    .does("return true"));
        }
    }

    static final class SameBodySameOrder implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("Two orders with the same content count as one")
                    .seenAs("A customer who orders the same thing twice gets it once.")
                    .revealedBy(Trigger.KEYS_REUSED)
                    .namedBy(FindingType.I1_LOST)
                    .fixedBy("Only a key tells a retry from a second order: `Posted#of`.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(BytemanChange.in("semel.intake.Posted", "keyText")
                    .does("return java.util.HexFormat.of().formatHex($0.fingerprint())"));
        }
    }
}
