package semel.bench;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import semel.order.EventId;

/** Checks that each order had its effect exactly once, by counts of topics and tables, the same way for each contender. Semel's audit must agree. */
final class RunJudgement {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** A little longer than the application's delivery.timeout.ms. */
    private static final Duration DELIVERY = Duration.ofSeconds(11);

    private RunJudgement() {}

    /** Says what was lost or duplicated. */
    static final class NotClean extends RuntimeException {
        NotClean(String why) {
            super(why);
        }
    }

    /**
     * Call it after the contender has finished.
     *
     * @param orders that must have their effect
     * @param lines of all of them
     */
    static void of(RunSite site, long orders, long lines) {
        if (site.contender().approach().writesTables()) {
            ofTables(site, orders, lines);
        }
        ofEvents(site, orders, lines);
        if (site.isSemel()) {
            audit(site);
        }
    }

    private static void ofTables(RunSite site, long orders, long lines) {
        rows(site, "customer_order", orders + site.history());
        rows(site, "notification", orders + site.history());
        if (!site.contender().prunes()) {
            rows(site, "inventory_movement", lines + site.history() + (site.isSemel() ? RunSite.PRODUCTS : 0));
        }
        if (site.contender().approach().keepsOneStock()
                && site.pipeline()
                                .count(
                                        "select count(*) from (select product_id from inventory_movement group by product_id, number"
                                                + " having count(*) > 1)")
                        > 0) {
            throw new NotClean("ledger numbers duplicated");
        }
    }

    /** For contenders that apply nothing. */
    static void ofEvents(RunSite site, long orders, long lines) {
        events(site, EventId.Kind.ORDER, orders);
        var hasReceipts = site.isSemel() && site.history() == 0;
        events(site, EventId.Kind.INVENTORY, lines + (hasReceipts ? RunSite.PRODUCTS : 0));
        events(site, EventId.Kind.NOTIFICATION, orders);
    }

    /**
     * Call it after the last answer.
     *
     * @param accepted orders that were answered as accepted
     * @param unanswered orders that may be accepted
     */
    static void ofPosts(RunSite site, long accepted, long unanswered) {
        DrainRunner.awaitApplied(site, accepted + site.history());
        if (unanswered > 0) {
            Pause.of(DELIVERY); // an order that was answered 503 may still reach the input
        }
        var orders = PublishedRecords.in(site, site.topics().ordersIn()).distinct();
        between(orders, accepted, unanswered);
        DrainRunner.awaitApplied(site, orders + site.history());
        of(site, orders, orders);
    }

    /** The same check for contenders that decide nothing. */
    static void ofIntake(RunSite site, long accepted, long unanswered) {
        if (site.contender().approach() == Approach.INTAKE_OUTBOX) {
            await().atMost(PATIENCE).until(() -> site.pipeline().count("select count(*) from outbox") == 0);
        }
        if (site.contender().approach().writesTables()) {
            between(
                    site.pipeline()
                            .count(
                                    "select count(*) from received where kind = 'ORDER' and acknowledged_at is not null"),
                    accepted,
                    unanswered);
        }
        between(PublishedRecords.in(site, site.topics().ordersIn()).distinct(), accepted, unanswered);
    }

    private static void between(long seen, long accepted, long unanswered) {
        if (seen < accepted || seen > accepted + unanswered) {
            throw new NotClean(accepted + " accepted, " + unanswered + " unanswered, " + seen + " received");
        }
    }

    /** The primary key excludes duplicates. */
    private static void rows(RunSite site, String table, long expected) {
        differ("rows of " + table, expected, site.pipeline().count("select count(*) from " + table));
    }

    private static void differ(String what, long expected, long seen) {
        if (seen < expected) throw new NotClean((expected - seen) + " " + what + " lost");
        if (seen > expected) throw new NotClean((seen - expected) + " " + what + " duplicated");
    }

    private static void events(RunSite site, EventId.Kind kind, long expected) {
        var topic = site.topics().of(kind);
        var published = PublishedRecords.in(site, topic);
        differ("records of " + topic, published.distinct(), published.count());
        differ("events of " + topic, expected, published.distinct());
    }

    private static void audit(RunSite site) {
        var answer = await().atMost(PATIENCE.plusSeconds(site.history() / 2_000))
                .until(
                        () -> site.pipeline()
                                .client()
                                .getPatiently(site.base().resolve("/audit"))
                                .body(),
                        body -> body.contains("\"verdict\":\"CLEAN\"") || body.contains("\"verdict\":\"DIRTY\""));
        if (!answer.contains("\"verdict\":\"CLEAN\"")) {
            throw new NotClean("audit " + answer);
        }
    }
}
