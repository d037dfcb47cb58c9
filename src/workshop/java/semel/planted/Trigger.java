package semel.planted;

import java.util.Map;
import java.util.function.Consumer;
import semel.kit.Failpoint;

/** Faults that reveal planted bugs: without a bug they lose, duplicate or tear nothing. */
public enum Trigger {
    ORDERS("only orders arrive", ScenarioRun::orders),
    ASSORTED_ORDERS("orders have several lines, and one order exceeds the stock", ScenarioRun::assortedOrders),
    ASKED_AGAIN("a client gets no answer and retries", ScenarioRun::askedAgain),
    KEYS_REUSED("clients use keys that were used before for something else", ScenarioRun::keysReused),
    KILLED_BEFORE_THE_SEND(
            "a replica is killed after it wrote an order's row and before it sent the record",
            ScenarioRun::killedBeforeTheSend),
    LEADER_LOST(
            "a partition's leader is killed after it wrote an order and before the followers fetched it",
            Map.of("semel.topics.replication", "3", "semel.topics.min-insync", "2"),
            ScenarioRun::leaderLost),
    STARTED_LATE("orders arrive while a new replica, which has read nothing yet, is down", ScenarioRun::startedLate),
    DOWN_FOR_A_WHILE("a replica is down while orders and receipts arrive", ScenarioRun::downForAWhile),
    DOWN_WHILE_LOGS_ARE_CLEANED(
            "a replica is down while orders arrive and brokers delete records older than `retention.ms`",
            ScenarioRun::downWhileLogsAreCleaned),
    WRITTEN_TWICE("orders are in the input twice, seconds apart", ScenarioRun::writtenTwice),
    UNREADABLE("a record without a value arrives among orders", ScenarioRun::unreadable),
    UNREADABLE_AND_ABORTED(
            "a record without a value arrives, and its transaction is aborted", ScenarioRun::unreadableAndAborted),
    POLICY_FAILS("the policy throws at one order", ScenarioRun::policyFails),
    TWO_AT_ONCE("two replicas decide orders for the same product at the same time", ScenarioRun::twoAtOnce),
    A_SECOND_REPLICA("a second replica joins", ScenarioRun::aSecondReplica),
    A_MEMBER_COMES_AND_GOES(
            "another member joins and leaves the group while a batch is decided and not yet sent",
            ScenarioRun::aMemberComesAndGoes),
    KILLED_BEFORE_THE_COMMIT(
            "a replica is killed after it sent a batch's events and offsets and before the commit",
            scenario -> ScenarioRun.killedAt(Failpoint.emitted(), scenario)),
    KILLED_AFTER_THE_COMMIT(
            "a replica is killed right after the commit of a batch",
            scenario -> ScenarioRun.killedAt(ScenarioRun.confirmed(), scenario)),
    GONE_FOR_GOOD(
            "a replica is killed before the commit and never restarts; another one takes over",
            Map.of(
                    "mp.messaging.outgoing.decided.transaction.timeout.ms", "6000",
                    "mp.messaging.outgoing.decided.delivery.timeout.ms", "5000",
                    "mp.messaging.outgoing.decided.request.timeout.ms", "2000",
                    "mp.messaging.incoming.to-decide.session.timeout.ms", "6000",
                    "mp.messaging.incoming.to-apply.session.timeout.ms", "6000"),
            ScenarioRun::goneForGood),
    ABORTED(
            "the group has a new generation when a batch's offsets are sent, so the transaction is aborted",
            scenario -> ScenarioRun.mishap(OneTimeFailure.offsetsRefused(), scenario)),
    ABORTED_WHILE_MORE_WAITS(
            "the group has a new generation when a batch's offsets are sent, and more orders wait behind the batch",
            ScenarioRun::abortedWhileMoreWaits),
    COMMIT_REFUSED(
            "the commit of a batch is refused",
            scenario -> ScenarioRun.mishap(OneTimeFailure.commitRefused(), scenario)),
    NOT_ACKNOWLEDGED(
            "one record of a batch is not acknowledged",
            scenario -> ScenarioRun.mishap(OneTimeFailure.notAcknowledged("notifications"), scenario)),
    NOT_STORED(
            "the connection to the database breaks before a batch of events is stored",
            scenario -> ScenarioRun.mishap(OneTimeFailure.notStored(), scenario)),
    KILLED_WHILE_STORING(
            "a replica is killed while it stores a batch of events",
            scenario -> ScenarioRun.killedAt(ScenarioRun.storing(), scenario)),
    KILLED_AFTER_STORING(
            "a replica is killed after it stored a batch of events and before it committed the offsets",
            scenario -> ScenarioRun.killedAt(Failpoint.projected(), scenario));

    private final String text;
    private final Map<String, String> settings;
    private final Consumer<PlantedScenario> course;

    Trigger(String text, Consumer<PlantedScenario> course) {
        this(text, Map.of(), course);
    }

    /** @param settings that the fault needs, such as short timeouts */
    Trigger(String text, Map<String, String> settings, Consumer<PlantedScenario> course) {
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

    /** Whether it injects faults into brokers: then the scene needs its own. */
    boolean takesBrokers() {
        return this == LEADER_LOST;
    }

    void strike(PlantedScenario scenario) {
        course.accept(scenario);
    }
}
