package semel.planted;

import java.util.List;
import semel.audit.FindingType;
import semel.kit.BytemanRule;

/** Lists bugs in the decision of each order once. */
final class DecidingBugs {
    private DecidingBugs() {}

    static List<PlantedBug> all() {
        return List.of(
                new SeenSoSkipped(),
                new DecidedAgain(),
                new ForgottenTooSoon(),
                new DroppedWithoutATrace(),
                new StockUnlocked(),
                new RefusedButTaken(),
                new LinesShareAnId(),
                new NullIsADeletion(),
                new UnreadableThrows(),
                new DeadLetterOnlyLogged(),
                new PolicyStopsEverything());
    }

    /** Moves a stored decision to another id, so that it is not found. */
    private static BytemanChange forgotten() {
        return BytemanChange.in("semel.decision.Claims", "decision")
                .does("java.lang.reflect.Array.set($1, 0, java.util.UUID.randomUUID().toString())");
    }

    /** Turns the check off that refuses a batch with an id that already has a decision. */
    private static final BytemanChange ANY_NUMBER_WRITTEN =
            BytemanChange.in("semel.decision.DecisionTable", "refuseUnless").does("return");

    static final class SeenSoSkipped implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("A known order is skipped, without a look at which delivery claimed it")
                    .seenAs("After a crash some orders stay ACCEPTED; they are in `suppressed`.")
                    .revealedBy(Trigger.KILLED_BEFORE_THE_COMMIT)
                    .namedBy(FindingType.I1_LOST)
                    .fixedBy(
                            "A claim stores its delivery's coordinates. The same delivery is published again: `Claim#of`.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(BytemanChange.in("semel.decision.Claim$Stored", "at")
                    .does("return new semel.kafka.Coordinates(\"elsewhere\", 0, 0)"));
        }
    }

    static final class DecidedAgain implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("A redelivered order is decided again")
                    .seenAs("After a crash more stock is gone than the orders have taken.")
                    .revealedBy(Trigger.KILLED_BEFORE_THE_COMMIT)
                    .namedBy(FindingType.I10_STOCK_OFF)
                    .fixedBy("Store the decision and publish the stored one: `Claims#stored`.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(forgotten(), ANY_NUMBER_WRITTEN);
        }
    }

    static final class ForgottenTooSoon implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("Order ids are remembered for one second only")
                    .seenAs("An order that is sent twice is fulfilled twice if the second copy comes late.")
                    .revealedBy(Trigger.WRITTEN_TWICE)
                    .namedBy(FindingType.I4_DUPLICATED)
                    .fixedBy("Keep ids longer than the input. Do not deduplicate by age.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(
                    forgotten()
                            .with("decidedAtMicros:java.lang.Number = java.lang.reflect.Array.get($1, 7)")
                            .when("decidedAtMicros.longValue() / 1000 < java.lang.System.currentTimeMillis() - 1000"),
                    ANY_NUMBER_WRITTEN);
        }
    }

    static final class DroppedWithoutATrace implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("A duplicate is dropped without a record of it")
                    .seenAs("Nothing. But no audit can show any more that nothing was lost.")
                    .revealedBy(Trigger.WRITTEN_TWICE)
                    .namedBy(FindingType.I6_UNTRACED)
                    .fixedBy("Write one row for each suppressed delivery: `DecisionTable#store`.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(BytemanChange.in("semel.decision.Decided", "duplicates")
                    .at("EXIT")
                    .does("return java.util.Collections.emptyList()"));
        }
    }

    static final class StockUnlocked implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("Stock is read without a lock and then overwritten")
                    .seenAs("More was sold than was in stock.")
                    .revealedBy(Trigger.TWO_AT_ONCE)
                    .namedBy(FindingType.I10_STOCK_OFF)
                    .fixedBy("Lock the stock from the read to the write: `StockTable#hold`.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(BytemanChange.ofClause("semel.decision.StockTable", "for update", ""));
        }
    }

    static final class RefusedButTaken implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("A refused order keeps the stock that its first lines took")
                    .seenAs("The shelf has more goods than the system says.")
                    .revealedBy(Trigger.ASSORTED_ORDERS)
                    .namedBy(FindingType.I10_STOCK_OFF)
                    .fixedBy("Check the whole order before taking stock: `LockedStock#take`.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(BytemanChange.in("semel.order.ReserveAllOrNothing", "decide")
                    .at("EXIT")
                    .when("$!.toString().contains(\"OUT_OF_STOCK\")")
                    .with("ledger:semel.decision.LockedStock = $2")
                    .with("line:semel.order.OrderLine = $1.lines().get(0)")
                    .does("ledger.move(line.product(), -1)"));
        }
    }

    static final class LinesShareAnId implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("The lines of an order have the same event id")
                    .seenAs("Of orders with several lines only the first line was taken from stock.")
                    .revealedBy(Trigger.ASSORTED_ORDERS)
                    .namedBy(FindingType.I5_LOST)
                    .fixedBy("An event id consists of order, kind and line: `EventId`.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(BytemanChange.in("semel.order.EventId", "<init>")
                    .when("$2.name().equals(\"INVENTORY\")")
                    .does("$3 = 0"));
        }
    }

    static final class NullIsADeletion implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("A record without a value is treated as a deletion")
                    .seenAs("A client wrote an empty record, and no dead letter shows it.")
                    .revealedBy(Trigger.UNREADABLE)
                    .namedBy(FindingType.I6_UNTRACED)
                    .fixedBy("An unreadable record becomes a dead letter, a null value too: `Delivery#read`.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(BytemanChange.in("semel.decision.Decided", "undecidable")
                    .when("$0.undecidable.toString().contains(\"value=null\")")
                    .does("return java.util.Collections.emptyList()"));
        }
    }

    static final class UnreadableThrows implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("An unreadable record throws, and the replica ends")
                    .seenAs("After one unreadable record no order is decided; the replica ends after each start.")
                    .revealedBy(Trigger.UNREADABLE)
                    .namedBy(FindingType.I13_BEHIND)
                    .fixedBy("Decoding never throws. It returns the order or the reasons: `OrderCodec#decode`.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(BytemanChange.in("semel.decision.Delivery", "contentOf")
                    .at("EXIT")
                    .when("$!.toString().startsWith(\"Unreadable\")")
                    .does("throw new java.lang.IllegalStateException(\"planted\")"));
        }
    }

    static final class DeadLetterOnlyLogged implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("A dead letter is written to the database but not to its topic")
                    .seenAs("The dead-letter topic misses some dead letters.")
                    .revealedBy(Trigger.UNREADABLE)
                    .namedBy(FindingType.I4_LOST)
                    .fixedBy("Write both: the topic is for readers, the row for the audit: `OutputRecords#of`.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(BytemanChange.in(BytemanChange.EMISSION, BytemanChange.SEND)
                    .when("$2.topic().endsWith(\"orders-dead-letters\")")
                    .does("return"));
        }
    }

    static final class PolicyStopsEverything implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("A policy that throws fails the whole batch each time")
                    .seenAs("No order is decided. A replica logs the same error ten times and ends, after each start.")
                    .revealedBy(Trigger.POLICY_FAILS)
                    .namedBy(FindingType.I13_BEHIND)
                    .fixedBy("If the policy throws, the order becomes a dead letter: `Decider#decide`.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(BytemanChange.in("semel.decision.Decision", "<init>")
                    .when("$2.name().equals(\"FAILED\")")
                    .does("throw new java.lang.IllegalStateException(\"planted\")"));
        }
    }
}
