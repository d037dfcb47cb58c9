package semel.planted;

import java.util.List;
import semel.audit.Anomaly;
import semel.audit.Invariant;
import semel.kit.Rule;

/** What is decided, and once. */
final class Deciding {
    private Deciding() {}

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

    static final class SeenSoSkipped implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("An order that is in the database is skipped, whichever delivery claimed it")
                    .seenAs("Since a crash some orders stay ACCEPTED; they stand among the suppressed duplicates.")
                    .revealedBy(Trigger.KILLED_BEFORE_THE_COMMIT)
                    .namedBy(Invariant.I1, Anomaly.Lost.class)
                    .fixedBy(
                            "A claim remembers its delivery's coordinates; the same delivery again is emitted again: `Claim#of`.");
        }

        @Override
        public List<Rule> rules() {
            return List.of(Change.in("semel.decision.Claim$Stored", "at")
                    .does("return new semel.wire.Coordinates(\"elsewhere\", 0, 0)"));
        }
    }

    static final class DecidedAgain implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("An order that comes again is decided again")
                    .seenAs("Since a crash there are fewer goods on hand than the orders have taken.")
                    .revealedBy(Trigger.KILLED_BEFORE_THE_COMMIT)
                    .namedBy(Invariant.I10, Anomaly.StockMismatch.class)
                    .fixedBy("What was decided is stored and emitted as it is: `Claims#stored`.");
        }

        @Override
        public List<Rule> rules() {
            return List.of(
                    Change.ofSql("from decision where id", "from decision where false and id"),
                    Change.ofSql(
                            "on conflict (id) do nothing",
                            "on conflict (id) do update set movements = excluded.movements"));
        }
    }

    static final class ForgottenTooSoon implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("Decided orders are remembered for a second")
                    .seenAs("An order that a client has sent twice is fulfilled twice, if the client was slow.")
                    .revealedBy(Trigger.WRITTEN_TWICE)
                    .namedBy(Invariant.I4, Anomaly.Duplicated.class)
                    .fixedBy(
                            "Ids live as long as the input is kept, and longer: they are never taken for known by their age.");
        }

        @Override
        public List<Rule> rules() {
            return List.of(
                    Change.ofSql(
                            "from decision where id",
                            "from decision where decided_at > now() - interval '1 second' and id"),
                    Change.ofSql(
                            "on conflict (id) do nothing",
                            "on conflict (id) do update set movements = excluded.movements"));
        }
    }

    static final class DroppedWithoutATrace implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("A duplicate is dropped, and nobody writes that down")
                    .seenAs("Nothing; but nobody can tell any more that nothing was lost.")
                    .revealedBy(Trigger.WRITTEN_TWICE)
                    .namedBy(Invariant.I6, Anomaly.Uncovered.class)
                    .fixedBy("Each suppressed delivery is a row of its own: `DecisionTable#store`.");
        }

        @Override
        public List<Rule> rules() {
            return List.of(Change.ofSql(
                    "u(topic_id, partition, record_offset, id)",
                    "u(topic_id, partition, record_offset, id) where false"));
        }
    }

    static final class StockUnlocked implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("The stock is read without a lock and written as a number")
                    .seenAs("More was sold than there was.")
                    .revealedBy(Trigger.TWO_AT_ONCE)
                    .namedBy(Invariant.I10, Anomaly.StockMismatch.class)
                    .fixedBy("Lock what is read until it is written: `StockTable#hold`.");
        }

        @Override
        public List<Rule> rules() {
            return List.of(Change.ofSql("order by product_id for update", "order by product_id"));
        }
    }

    static final class RefusedButTaken implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("What a refused order had taken already is not put back")
                    .seenAs("Goods vanish: the shelf is fuller than the system says.")
                    .revealedBy(Trigger.ASSORTED_ORDERS)
                    .namedBy(Invariant.I10, Anomaly.StockMismatch.class)
                    .fixedBy("Look at the whole order before anything is taken: `Ledger#take`.");
        }

        @Override
        public List<Rule> rules() {
            return List.of(Change.in("semel.order.ReserveAllOrNothing", "decide")
                    .at("EXIT")
                    .when("$!.toString().contains(\"OUT_OF_STOCK\")")
                    .with("ledger:semel.decision.Ledger = $2")
                    .with("line:semel.order.OrderLine = $1.lines().get(0)")
                    .does("ledger.move(line.product(), -1)"));
        }
    }

    static final class LinesShareAnId implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("The lines of an order have the same event id")
                    .seenAs("Of orders with several lines only the first was taken from stock.")
                    .revealedBy(Trigger.ASSORTED_ORDERS)
                    .namedBy(Invariant.I5, Anomaly.Lost.class)
                    .fixedBy("An event's id is the order's, the kind's and the line's: `EventId`.");
        }

        @Override
        public List<Rule> rules() {
            return List.of(Change.in("semel.order.EventId", "<init>")
                    .when("$2.name().equals(\"INVENTORY\")")
                    .does("$3 = 0"));
        }
    }

    static final class NullIsADeletion implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("A record without a value is taken for a deletion")
                    .seenAs("A client's library has failed to write an order, and no dead letter says so.")
                    .revealedBy(Trigger.UNREADABLE)
                    .namedBy(Invariant.I6, Anomaly.Uncovered.class)
                    .fixedBy("What cannot be read becomes a dead letter, null like anything else: `Delivery#read`.");
        }

        @Override
        public List<Rule> rules() {
            return List.of(Change.in("semel.decision.Decided", "undecidable")
                    .when("$0.undecidable.toString().contains(\"value=null\")")
                    .does("return java.util.Collections.emptyList()"));
        }
    }

    static final class UnreadableThrows implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("A record that cannot be read throws, and the replica ends")
                    .seenAs(
                            "Nothing is decided any more since somebody wrote nonsense to the topic; a replica ends as often as it is started.")
                    .revealedBy(Trigger.UNREADABLE)
                    .namedBy(Invariant.I13, Anomaly.Behind.class)
                    .fixedBy("Reading never throws; it gives what was read or why not: `OrderCodec#decode`.");
        }

        @Override
        public List<Rule> rules() {
            return List.of(Change.in("semel.decision.Delivery", "contentOf")
                    .at("EXIT")
                    .when("$!.toString().startsWith(\"Unreadable\")")
                    .does("throw new java.lang.IllegalStateException(\"planted\")"));
        }
    }

    static final class DeadLetterOnlyLogged implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("A dead letter is written to the database and not to its topic")
                    .seenAs("Who watches the dead letters' topic never hears of some.")
                    .revealedBy(Trigger.UNREADABLE)
                    .namedBy(Invariant.I4, Anomaly.Lost.class)
                    .fixedBy("The topic is what others see; the row is for the audit: `Records#of`.");
        }

        @Override
        public List<Rule> rules() {
            return List.of(Change.in(Change.EMISSION, Change.SEND)
                    .when("$2.topic().endsWith(\"orders-dead-letters\")")
                    .does("return"));
        }
    }

    static final class PolicyStopsEverything implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("A policy that throws fails the batch, again and again")
                    .seenAs(
                            "Nothing is decided any more; a replica logs the same error ten times and ends, as often as it is started.")
                    .revealedBy(Trigger.POLICY_FAILS)
                    .namedBy(Invariant.I13, Anomaly.Behind.class)
                    .fixedBy("An order that its policy cannot decide becomes a dead letter: `Decider#decide`.");
        }

        @Override
        public List<Rule> rules() {
            return List.of(Change.in("semel.decision.Decision", "<init>")
                    .when("$2.name().equals(\"FAILED\")")
                    .does("throw new java.lang.IllegalStateException(\"planted\")"));
        }
    }
}
