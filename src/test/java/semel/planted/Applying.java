package semel.planted;

import java.util.List;
import java.util.Map;
import semel.audit.Anomaly;
import semel.audit.Invariant;
import semel.kit.Rule;
import semel.kit.Stage;

/** How events get into tables, once. */
final class Applying {
    private Applying() {}

    static List<PlantedBug> all() {
        return List.of(
                new UncommittedRead(),
                new AcknowledgedBeforeStored(),
                new IdAndEffectApart(),
                new NoUniqueKey(),
                new FailureSwallowed(),
                new TotalRounded());
    }

    private static final String EFFECTS = "insert into notification (order_id, customer_id, kind, created_at)"
            + " select cast(a.subject as uuid), a.customer_id, a.outcome, cast(a.decided_at as timestamptz)"
            + " from unnest(cast(?1 as text[]), cast(?2 as text[]), cast(?3 as text[]), cast(?4 as text[]),"
            + " cast(?5 as text[]), cast(?6 as text[]), cast(?7 as text[]))"
            + " as a(subject, line, partition, record_offset, customer_id, outcome, decided_at)";

    static final class UncommittedRead implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("The projection reads what is not committed")
                    .seenAs("Orders show as FULFILLED that consumers of the topics do not know yet, or never will.")
                    .revealedBy(Trigger.ABORTED)
                    .namedBy(Invariant.I9, Anomaly.UncommittedRead.class)
                    .fixedBy("`isolation.level=read_committed`; the start check refuses anything else.");
        }

        @Override
        public Map<String, String> settings() {
            return Map.of("mp.messaging.incoming.to-apply.isolation.level", "read_uncommitted");
        }

        @Override
        public List<Rule> rules() {
            return List.of(Change.NO_START_CHECK);
        }
    }

    static final class AcknowledgedBeforeStored implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("The offsets are committed before the events are stored")
                    .seenAs("Since a crash some orders stay ACCEPTED, although the topics have them.")
                    .revealedBy(Trigger.KILLED_WHILE_STORING)
                    .namedBy(Invariant.I11, Anomaly.Lost.class)
                    .fixedBy(
                            "The database first, then the group: `Projection#apply`. A restart is refused otherwise: `GroupStart#look`.");
        }

        @Override
        public List<Rule> rules() {
            return List.of(
                    Change.NO_LOOK_AT_OFFSETS,
                    Change.in("semel.projection.Projection", "apply(ConsumerRecords, IncomingKafkaRecordBatchMetadata)")
                            .does(
                                    "$0.offsets.commit($2, semel.projection.Effects.next($1)).subscribeAsCompletionStage()"));
        }
    }

    static final class IdAndEffectApart implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("An event's id and its effect are two transactions")
                    .seenAs("Since a crash some customers were never told about their orders.")
                    .revealedBy(Trigger.KILLED_WHILE_STORING)
                    .namedBy(Invariant.I10, Anomaly.Lost.class)
                    .fixedBy(
                            "One statement writes the ids and the effects of those that were new: `Tables#applyOnce`.");
        }

        @Override
        public List<Rule> rules() {
            return List.of(
                    Change.in("semel.sql.Columns", "query")
                            .when("$2.contains(\"insert into notification\")")
                            .does(
                                    "$2 = $2.replaceAll(\"(?s)insert into notification.*using [(]subject[)]\", \"select 1\")"),
                    Change.in("semel.projection.Tables", "noteRepeated")
                            .at("INVOKE Statement.execute")
                            .when("$3 > 0 AND $2.toString().contains(\"CustomerNotified[\")")
                            .does("return semel.sql.Columns.execute($1, \"commit\", new java.lang.String[0][0])"
                                    + ".replaceWith(semel.sql.Columns.execute($1, \"" + EFFECTS
                                    + "\", semel.projection.Tables.NOTIFICATIONS.of($2)))"));
        }
    }

    static final class NoUniqueKey implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("Nothing keeps an event from being stored twice")
                    .seenAs(
                            "Since a crash there are more goods on hand than there are, and some customers are told twice.")
                    .revealedBy(Trigger.KILLED_AFTER_STORING)
                    .namedBy(Invariant.I10, Anomaly.Duplicated.class)
                    .fixedBy(
                            "The ids of applied events are a primary key, and only what is new has effects: `Tables#applyOnce`.");
        }

        @Override
        public void plant(Stage stage) {
            for (var table : List.of("processed_event", "customer_order", "inventory_movement", "notification")) {
                stage.execute("alter table " + table + " drop constraint " + table + "_pkey");
            }
        }
    }

    static final class FailureSwallowed implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("A batch that could not be stored is acknowledged all the same")
                    .seenAs("Some orders stay ACCEPTED since the database failed over, although the topics have them.")
                    .revealedBy(Trigger.NOT_STORED)
                    .namedBy(Invariant.I11, Anomaly.Lost.class)
                    .fixedBy("Try again until it is stored, then acknowledge: `Projection#apply`.");
        }

        @Override
        public List<Rule> rules() {
            return List.of(Change.in("semel.projection.Tables", "applyOnce")
                    .at("EXIT")
                    .does("return $!.onFailure().recoverWithNull()"));
        }
    }

    static final class TotalRounded implements PlantedBug {
        @Override
        public Story story() {
            return Story.of("Totals are rounded to tens before they are stored")
                    .seenAs("The day's turnover by the database is not the one by the invoices.")
                    .revealedBy(Trigger.ASSORTED_ORDERS)
                    .namedBy(Invariant.I10, Anomaly.Altered.class)
                    .fixedBy(
                            "Amounts are whole numbers of the currency's minor unit, and stay what they are: `Order#total`.");
        }

        @Override
        public List<Rule> rules() {
            return List.of(Change.in("semel.order.Order", "total")
                    .at("EXIT")
                    .does("return new semel.order.Money($!.minorUnits() / 1000 * 1000, $!.currency())"));
        }
    }
}
