package semel.planted;

import java.util.List;
import java.util.Map;
import semel.audit.FindingType;
import semel.kit.BytemanRule;
import semel.kit.TestPipeline;

/** Lists bugs in the projection, which applies each event once. */
final class ApplyingBugs {
    private ApplyingBugs() {}

    static List<PlantedBug> all() {
        return List.of(
                new UncommittedRead(),
                new AcknowledgedBeforeStored(),
                new IdAndEffectApart(),
                new NoUniqueKey(),
                new FailureSwallowed(),
                new TotalRounded());
    }

    private static final String IDS =
            "with fresh as (insert into processed_event (subject, kind, line, partition, record_offset)"
                    + " select cast(a.subject as uuid), 3, cast(a.line as smallint), cast(a.partition as int), cast(a.record_offset as bigint)"
                    + " from unnest(cast(?1 as text[]), cast(?2 as text[]), cast(?3 as text[]), cast(?4 as text[]),"
                    + " cast(?5 as text[]), cast(?6 as text[]), cast(?7 as text[]))"
                    + " as a(subject, line, partition, record_offset, customer_id, outcome, decided_at)"
                    + " on conflict do nothing returning subject) select count(*) from fresh";

    private static final String EFFECTS = "insert into notification (order_id, customer_id, kind, created_at)"
            + " select cast(a.subject as uuid), a.customer_id, a.outcome, cast(a.decided_at as timestamptz)"
            + " from unnest(cast(?1 as text[]), cast(?2 as text[]), cast(?3 as text[]), cast(?4 as text[]),"
            + " cast(?5 as text[]), cast(?6 as text[]), cast(?7 as text[]))"
            + " as a(subject, line, partition, record_offset, customer_id, outcome, decided_at)";

    static final class UncommittedRead implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("The projection reads uncommitted events")
                    .seenAs("Some orders are FULFILLED here but never appear to readers of the topics.")
                    .revealedBy(Trigger.ABORTED)
                    .namedBy(FindingType.I9_UNCOMMITTED_READ)
                    .fixedBy("`isolation.level=read_committed`. The start check refuses another value.");
        }

        @Override
        public Map<String, String> settings() {
            return Map.of("mp.messaging.incoming.to-apply.isolation.level", "read_uncommitted");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(BytemanChange.NO_START_CHECK);
        }
    }

    static final class AcknowledgedBeforeStored implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("The offsets are committed before the events are stored")
                    .seenAs("After a crash some orders stay ACCEPTED although the topics have their events.")
                    .revealedBy(Trigger.KILLED_WHILE_STORING)
                    .namedBy(FindingType.I11_LOST)
                    .fixedBy(
                            "Commit the database first, then the offsets: `Projection#tellTheGroup`. A restart refuses other offsets: `GroupStart#look`.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(
                    BytemanChange.NO_LOOK_AT_OFFSETS,
                    BytemanChange.in("semel.projection.Projection", "apply(Inbox$Delivered)")
                            .does("$0.tellTheGroup($1)"));
        }
    }

    static final class IdAndEffectApart implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("An event's id and its effect are in two transactions")
                    .seenAs("After a crash some customers got no notification.")
                    .revealedBy(Trigger.KILLED_WHILE_STORING)
                    .namedBy(FindingType.I10_LOST)
                    .fixedBy("One statement writes the ids, and the effects of the new ones: `EventTable#of`.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(
                    BytemanChange.in(BytemanChange.COLUMNS, "query")
                            .when("$2.equals(semel.projection.NotificationTable.TABLE.statement.sql)")
                            .does("$2 = \"" + IDS + "\""),
                    BytemanChange.in("semel.projection.ProjectionTables", "noteRepeated")
                            .at("INVOKE BatchStatement.execute")
                            .when("$3 > 0 AND $2.toString().contains(\"CustomerNotified[\")")
                            .does("return semel.sql.Columns.execute($1, \"commit\", new java.lang.String[0][0])"
                                    + ".replaceWith(semel.sql.Columns.execute($1, \"" + EFFECTS
                                    + "\", semel.projection.NotificationTable.TABLE.statement.arrays($2)))"));
        }
    }

    static final class NoUniqueKey implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("No unique key on applied events")
                    .seenAs("After a crash the stock is too high and some customers are notified twice.")
                    .revealedBy(Trigger.KILLED_AFTER_STORING)
                    .namedBy(FindingType.I10_DUPLICATED)
                    .fixedBy("Make the event id a primary key and apply only new ids: `ProjectionTables#applyOnce`.");
        }

        @Override
        public void plant(TestPipeline pipeline) {
            for (var table : List.of("processed_event", "customer_order", "inventory_movement", "notification")) {
                pipeline.execute("alter table " + table + " drop constraint " + table + "_pkey");
            }
        }
    }

    static final class FailureSwallowed implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("A batch that was not stored is acknowledged")
                    .seenAs(
                            "After a database failover some orders stay ACCEPTED although the topics have their events.")
                    .revealedBy(Trigger.NOT_STORED)
                    .namedBy(FindingType.I11_LOST)
                    .fixedBy("Retry until the batch is stored, then acknowledge: `Projection#apply`.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(BytemanChange.in("semel.projection.ProjectionTables", "applyOnce")
                    .at("EXIT")
                    .does("return $!.onFailure().recoverWithNull()"));
        }
    }

    static final class TotalRounded implements PlantedBug {
        @Override
        public BugStory story() {
            return BugStory.of("Totals are rounded to tens before they are stored")
                    .seenAs("The day's turnover in the database differs from the invoices.")
                    .revealedBy(Trigger.ASSORTED_ORDERS)
                    .namedBy(FindingType.I10_ALTERED)
                    .fixedBy("Keep amounts as whole numbers of the currency's minor unit: `Order#total`.");
        }

        @Override
        public List<BytemanRule> rules() {
            return List.of(BytemanChange.in("semel.order.Order", "total")
                    .at("EXIT")
                    .does("return new semel.order.Money($!.minorUnits() / 1000 * 1000, $!.currency())"));
        }
    }
}
