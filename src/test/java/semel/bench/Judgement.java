package semel.bench;

import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import semel.order.EventId;
import semel.wire.TestTopics;

/** Whether each order had its effect once: counted in topics and tables, of every contender alike; Semel's audit has to agree. */
final class Judgement {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Judgement() {}

    /** What was lost or duplicated. */
    static final class NotClean extends RuntimeException {
        NotClean(String why) {
            super(why);
        }
    }

    /**
     * Everything must have come to its end.
     *
     * @param orders that must have their effect
     * @param lines of all of them
     */
    static void of(Site site, long orders, long lines) {
        var receipts = site.isSemel() ? Site.PRODUCTS : 0;
        rows(site, "customer_order", orders);
        rows(site, "notification", orders);
        rows(site, "inventory_movement", lines + receipts);
        if (site.contender().approach().keepsOneStock()
                && site.stage()
                                .count(
                                        "select count(*) from (select product_id from inventory_movement group by product_id, number"
                                                + " having count(*) > 1)")
                        > 0) {
            throw new NotClean("ledger numbers given twice");
        }
        events(site, EventId.Kind.ORDER, orders);
        events(site, EventId.Kind.INVENTORY, lines + receipts);
        events(site, EventId.Kind.NOTIFICATION, orders);
        if (site.isSemel()) {
            audit(site);
        }
    }

    /**
     * After the last answer.
     *
     * @param accepted orders whose client was told so
     * @param unanswered orders that may be accepted
     */
    static void ofPosts(Site site, long accepted, long unanswered) {
        Drain.awaitApplied(site, accepted);
        var received = site.stage().count("select count(*) from received where kind = 'ORDER'");
        between(received, accepted, unanswered);
        Drain.awaitApplied(site, received);
        of(site, received, received);
    }

    /** The same where nothing is decided. */
    static void ofIntake(Site site, long accepted, long unanswered) {
        between(
                site.stage()
                        .count("select count(*) from received where kind = 'ORDER' and acknowledged_at is not null"),
                accepted,
                unanswered);
        var ids = new HashSet<ByteBuffer>();
        site.stage().witness().read("orders-in").forEach(record -> ids.add(ByteBuffer.wrap(record.key())));
        between(ids.size(), accepted, unanswered);
    }

    private static void between(long seen, long accepted, long unanswered) {
        if (seen < accepted || seen > accepted + unanswered) {
            throw new NotClean(accepted + " accepted, " + unanswered + " unanswered, " + seen + " received");
        }
    }

    /** The primary key excludes duplicates. */
    private static void rows(Site site, String table, long expected) {
        differ("rows of " + table, expected, site.stage().count("select count(*) from " + table));
    }

    private static void differ(String what, long expected, long seen) {
        if (seen < expected) throw new NotClean((expected - seen) + " " + what + " lost");
        if (seen > expected) throw new NotClean((seen - expected) + " " + what + " duplicated");
    }

    /** As a read_committed reader sees them. */
    private static void events(Site site, EventId.Kind kind, long expected) {
        var topic = new TestTopics().of(kind);
        var all = site.stage().witness().read(topic);
        var distinct = new HashSet<String>();
        all.forEach(record ->
                distinct.add(new String(record.headers().lastHeader("ce_id").value())));
        differ("records of " + topic, distinct.size(), all.size());
        differ("events of " + topic, expected, distinct.size());
    }

    private static void audit(Site site) {
        var answer = await().atMost(PATIENCE)
                .until(
                        () -> site.stage()
                                .client()
                                .getPatiently(site.base().resolve("/audit"))
                                .body(),
                        body -> body.contains("\"verdict\":\"CLEAN\"") || body.contains("\"verdict\":\"DIRTY\""));
        if (!answer.contains("\"verdict\":\"CLEAN\"")) {
            throw new NotClean("audit " + answer);
        }
    }
}
