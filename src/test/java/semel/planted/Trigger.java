package semel.planted;

import java.util.Map;
import java.util.function.Consumer;
import semel.kit.Failpoint;

/** A fault that replicas survive: without a bug it loses, duplicates or tears nothing. */
public enum Trigger {
    ORDERS("only orders arrive", Course::orders),
    ASSORTED_ORDERS("orders have several lines, and one order exceeds the stock", Course::assortedOrders),
    ASKED_AGAIN("a client gets no answer and retries", Course::askedAgain),
    KEYS_REUSED("clients use keys that were used before for something else", Course::keysReused),
    KILLED_BEFORE_THE_SEND(
            "a replica is killed after it wrote an order's row and before it sent the record",
            Course::killedBeforeTheSend),
    LEADER_LOST(
            "a partition's leader is killed after it wrote an order and before the followers fetched it",
            Map.of("semel.topics.replication", "3", "semel.topics.min-insync", "2"),
            Course::leaderLost),
    STARTED_LATE("orders arrive while a new replica, which has read nothing yet, is down", Course::startedLate),
    DOWN_FOR_A_WHILE("a replica is down while orders and receipts arrive", Course::downForAWhile),
    DOWN_WHILE_LOGS_ARE_CLEANED(
            "a replica is down while orders arrive and brokers delete records older than `retention.ms`",
            Course::downWhileLogsAreCleaned),
    WRITTEN_TWICE("orders are in the input twice, seconds apart", Course::writtenTwice),
    UNREADABLE("a record without a value arrives among orders", Course::unreadable),
    UNREADABLE_AND_ABORTED(
            "a record without a value arrives, and its transaction is aborted", Course::unreadableAndAborted),
    POLICY_FAILS("the policy throws at one order", Course::policyFails),
    TWO_AT_ONCE("two replicas decide orders for the same product at the same time", Course::twoAtOnce),
    A_SECOND_REPLICA("a second replica joins", Course::aSecondReplica),
    A_MEMBER_COMES_AND_GOES(
            "another member joins and leaves the group while a batch is decided and not yet sent",
            Course::aMemberComesAndGoes),
    KILLED_BEFORE_THE_COMMIT(
            "a replica is killed after it sent a batch's events and offsets and before the commit",
            scene -> Course.killedAt(Failpoint.emitted(), scene)),
    KILLED_AFTER_THE_COMMIT(
            "a replica is killed right after the commit of a batch",
            scene -> Course.killedAt(Course.confirmed(), scene)),
    GONE_FOR_GOOD(
            "a replica is killed before the commit and never restarts; another one takes over",
            Map.of(
                    "mp.messaging.outgoing.decided.transaction.timeout.ms", "6000",
                    "mp.messaging.outgoing.decided.delivery.timeout.ms", "5000",
                    "mp.messaging.outgoing.decided.request.timeout.ms", "2000",
                    "mp.messaging.incoming.to-decide.session.timeout.ms", "6000",
                    "mp.messaging.incoming.to-apply.session.timeout.ms", "6000"),
            Course::goneForGood),
    ABORTED(
            "the group has a new generation when a batch's offsets are sent, so the transaction is aborted",
            scene -> Course.mishap(Mishap.offsetsRefused(), scene)),
    ABORTED_WHILE_MORE_WAITS(
            "the group has a new generation when a batch's offsets are sent, and more orders wait behind the batch",
            Course::abortedWhileMoreWaits),
    COMMIT_REFUSED("the commit of a batch is refused", scene -> Course.mishap(Mishap.commitRefused(), scene)),
    NOT_ACKNOWLEDGED(
            "one record of a batch is not acknowledged",
            scene -> Course.mishap(Mishap.notAcknowledged("notifications"), scene)),
    NOT_STORED(
            "the connection to the database breaks before a batch of events is stored",
            scene -> Course.mishap(Mishap.notStored(), scene)),
    KILLED_WHILE_STORING(
            "a replica is killed while it stores a batch of events", scene -> Course.killedAt(Course.storing(), scene)),
    KILLED_AFTER_STORING(
            "a replica is killed after it stored a batch of events and before it committed the offsets",
            scene -> Course.killedAt(Failpoint.projected(), scene));

    private final String text;
    private final Map<String, String> settings;
    private final Consumer<Scene> course;

    Trigger(String text, Consumer<Scene> course) {
        this(text, Map.of(), course);
    }

    /** @param settings that make it shorter */
    Trigger(String text, Map<String, String> settings, Consumer<Scene> course) {
        this.text = text;
        this.settings = settings;
        this.course = course;
    }

    public String text() {
        return text;
    }

    Map<String, String> settings() {
        return settings;
    }

    /** It does something to brokers, so they are the scene's own. */
    boolean takesBrokers() {
        return this == LEADER_LOST;
    }

    void strike(Scene scene) {
        course.accept(scene);
    }
}
